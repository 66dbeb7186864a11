using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports;

namespace GraphDriver.Oci.Tests.Transports;

/// <summary>What every <see cref="IImageDestination"/> of files holds to; what it wrote is read by the <see cref="IImageSource"/> of its kind.</summary>
public abstract class ImageDestinationContract : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private protected TemporaryFolder Folder => _folder;

    /// <summary>The reference of a place below <paramref name="folder"/> where nothing is yet.</summary>
    private protected abstract string Place(TemporaryFolder folder);

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    internal static Task<IImageDestination> OpenAsync(string reference, bool flush = true)
    {
        var factory = new ImageDestinationFactory((_, _) => throw new InvalidOperationException("not a registry"), flush);
        return factory.OpenAsync(TransportReference.Parse(reference), CancellationToken.None);
    }

    /// <summary>Writes the sample image: its configuration as a known blob, its layer while it is made.</summary>
    internal static async Task<RawManifest> WriteAsync(IImageDestination destination, bool commit = true)
    {
        var isDocker = !destination.ManifestTypes.Contains(MediaType.OciManifest);
        var manifest = (Manifest)ManifestParser.Parse(isDocker ? SampleImage.DockerManifest : SampleImage.OciManifest, null, "sample");
        await destination.PutBlobAsync(manifest.Config, _ => Task.FromResult<Stream>(new MemoryStream(SampleImage.Config)), default);
        var written = await destination.PutBlobAsync("layer", WriteLayer, default);
        Assert.Equal(manifest.Layers[0].Digest, written.Digest);
        Assert.True(await destination.TryReuseBlobAsync(manifest.Layers[0], [], default));
        var raw = new RawManifest(isDocker ? SampleImage.DockerManifest : SampleImage.OciManifest, manifest.MediaType);
        if (commit)
        {
            await destination.CommitAsync(raw, default);
        }

        return raw;
    }

    internal static Descriptor WriteLayer(Stream target)
    {
        target.Write(SampleImage.Layer.AsSpan(0, 1000));
        target.Write(SampleImage.Layer.AsSpan(1000));
        return new Descriptor { MediaType = MediaType.OciLayer, Digest = SampleImage.DigestOf(SampleImage.Layer), Size = SampleImage.Layer.Length };
    }

    [Fact]
    public async Task What_it_wrote_is_read_again()
    {
        var reference = Place(_folder);
        RawManifest raw;
        await using (var destination = await OpenAsync(reference))
        {
            raw = await WriteAsync(destination);
        }

        await using var source = await ImageSourceContract.OpenAsync(reference);
        var read = await source.ReadManifestAsync(null, default);
        Assert.Equal(raw.Digest, read.Digest);
        var manifest = (Manifest)ManifestParser.Parse(read.Bytes, read.MediaType, source.Name);
        Assert.Equal(SampleImage.Config, await ImageSourceContract.ReadAsync(source, manifest.Config));
        Assert.Equal(SampleImage.Layer, await ImageSourceContract.ReadAsync(source, manifest.Layers[0]));
        Assert.Empty(Leftovers());
    }

    [Fact]
    public async Task The_same_image_may_be_written_again()
    {
        var reference = Place(_folder);
        for (var i = 0; i < 2; i++)
        {
            await using var destination = await OpenAsync(reference);
            await WriteAsync(destination);
        }

        await using var source = await ImageSourceContract.OpenAsync(reference);
        Assert.NotNull(await source.ReadManifestAsync(null, default));
    }

    [Fact]
    public async Task Without_a_commit_nothing_is_left()
    {
        await using (var destination = await OpenAsync(Place(_folder)))
        {
            await WriteAsync(destination, commit: false);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_blob_that_fails_leaves_nothing_and_the_next_one_goes_on()
    {
        var reference = Place(_folder);
        await using (var destination = await OpenAsync(reference))
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => destination.PutBlobAsync("layer", Fail, default));
            var blob = new Descriptor { MediaType = MediaType.OciLayer, Digest = SampleImage.DigestOf([1, 2, 3]), Size = 4 };
            await Assert.ThrowsAsync<InvalidDataException>(() => destination.PutBlobAsync(blob, _ => Task.FromResult<Stream>(new MemoryStream([1, 2, 3])), default));
            Assert.False(await destination.TryReuseBlobAsync(blob with { Size = 3 }, [], default));
            await WriteAsync(destination);
        }

        await using var source = await ImageSourceContract.OpenAsync(reference);
        Assert.NotNull(await source.ReadManifestAsync(null, default));
        Assert.Empty(Leftovers());

        static Descriptor Fail(Stream target)
        {
            target.Write(new byte[5000]);
            throw new InvalidOperationException("on purpose");
        }
    }

    [Fact]
    public async Task What_a_killed_writer_left_is_removed_by_the_next()
    {
        var reference = Place(_folder);
        var folder = reference.Contains("archive", StringComparison.Ordinal) ? _folder.Path : Path.Combine(_folder.Path, "place");
        Directory.CreateDirectory(folder);
        var left = Path.Combine(folder, ".graphdriver-new-abcdefgh.ijk");
        File.WriteAllText(left, "half a blob");
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddMinutes(-1));
        await using (var destination = await OpenAsync(reference))
        {
            await WriteAsync(destination);
        }

        Assert.Empty(Leftovers());
    }

    private IEnumerable<string> Leftovers() => Directory.EnumerateFiles(_folder.Path, ".graphdriver*", SearchOption.AllDirectories);
}
