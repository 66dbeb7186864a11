using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports;
using GraphDriver.Oci.Transports.Ranges;

namespace GraphDriver.Oci.Tests.Transports;

/// <summary>What every <see cref="IImageSource"/> holds to. It opens a <see cref="SampleImage"/>.</summary>
public abstract class ImageSourceContract : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Writes the image below <paramref name="folder"/>; returns the reference to it.</summary>
    private protected abstract string Write(TemporaryFolder folder);

    protected virtual string? StorageName => null;

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    internal static Task<IImageSource> OpenAsync(string reference)
    {
        var factory = new ImageSourceFactory((_, _) => throw new InvalidOperationException("not a registry"));
        return factory.OpenAsync(TransportReference.Parse(reference), CancellationToken.None);
    }

    internal static async Task<byte[]> ReadAsync(IImageSource source, Descriptor blob)
    {
        await using var stream = await source.OpenBlobAsync(blob, CancellationToken.None);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    private async Task<(IImageSource Source, Manifest Manifest)> OpenSampleAsync()
    {
        var source = await OpenAsync(Write(_folder));
        var raw = await source.ReadManifestAsync(null, CancellationToken.None);
        return (source, Assert.IsType<Manifest>(ManifestParser.Parse(raw.Bytes, raw.MediaType, source.Name)));
    }

    [Fact]
    public async Task Reads_manifest_configuration_and_layer()
    {
        var (source, manifest) = await OpenSampleAsync();
        await using var _ = source;
        Assert.Equal(StorageName, source.StorageName);
        Assert.Equal(StorageName is null ? [] : [StorageName], source.StorageNames);
        Assert.Equal(SampleImage.Config, await ReadAsync(source, manifest.Config));
        ImageConfig.Parse(SampleImage.Config, source.Name).RequireLayersOf(manifest, source.Name);
        Assert.Equal(SampleImage.Layer, await ReadAsync(source, Assert.Single(manifest.Layers)));
    }

    [Fact]
    public async Task Tells_the_kind_of_a_manifest_and_finds_it_by_digest()
    {
        await using var source = await OpenAsync(Write(_folder));
        var raw = await source.ReadManifestAsync(null, CancellationToken.None);
        Assert.True(MediaType.IsManifest(raw.MediaType));
        if (source.Name.StartsWith("dir:", StringComparison.Ordinal))
        {
            return;
        }

        Assert.Equal(raw.Bytes, (await source.ReadManifestAsync(raw.Digest, CancellationToken.None)).Bytes);
    }

    [Fact]
    public async Task Reads_blobs_side_by_side()
    {
        var (source, manifest) = await OpenSampleAsync();
        await using var _ = source;
        var copies = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => ReadAsync(source, manifest.Layers[0]))));
        Assert.All(copies, copy => Assert.Equal(SampleImage.Layer, copy));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(5, 100)]
    public async Task Gives_parts_of_blobs_if_it_says_so(int offset, int length)
    {
        var (source, manifest) = await OpenSampleAsync();
        await using var _ = source;
        if (source is not IBlobRangeSource ranges)
        {
            return;
        }

        Assert.Null(ranges.Host);
        var blob = manifest.Layers[0];
        using var range = await ranges.OpenBlobRangeAsync(blob, offset, length, default);
        Assert.Equal((BlobRangeResult.Partial, offset, length), (range.Result, range.Offset, range.Length));
        using var copy = new MemoryStream();
        await range.Content.CopyToAsync(copy);
        Assert.Equal(SampleImage.Layer[offset..(offset + length)], copy.ToArray());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ranges.OpenBlobRangeAsync(blob, blob.Size, 1, default));
        await Assert.ThrowsAsync<InvalidDataException>(() => ranges.OpenBlobRangeAsync(blob with { Size = blob.Size + 1 }, 0, 1, default));
        using var read = await new SectionFetcher(ranges, blob).ReadAsync([new(0, 1), new(3, blob.Size - 3)], default);
        Assert.Equal([SampleImage.Layer[..1], SampleImage.Layer[3..]], read.Sections!);
    }

    [Fact]
    public async Task Refuses_a_descriptor_of_another_size_and_names_both()
    {
        var (source, manifest) = await OpenSampleAsync();
        await using var _ = source;
        foreach (var size in new[] { manifest.Layers[0].Size - 1, manifest.Layers[0].Size + 1 })
        {
            var blob = manifest.Layers[0] with { Size = size };
            var error = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(source, blob));
            Assert.StartsWith($"{source.Name}: blob {blob.Digest}: ", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Names_a_blob_and_a_manifest_that_are_not_there()
    {
        await using var source = await OpenAsync(Write(_folder));
        var blob = new Descriptor { MediaType = MediaType.OciLayer, Digest = Digest.Sha256Of("missing"u8), Size = 7 };
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(source, blob));
        Assert.Contains(blob.Digest.ToString(), error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<InvalidDataException>(() => source.ReadManifestAsync(blob.Digest, CancellationToken.None));
        Assert.Contains(blob.Digest.Hex, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stops_when_cancelled()
    {
        var (source, manifest) = await OpenSampleAsync();
        await using var _ = source;
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => source.ReadManifestAsync(null, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => source.OpenBlobAsync(manifest.Config, cancelled));
    }
}
