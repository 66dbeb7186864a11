using System.Text;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports;
using static GraphDriver.Oci.Tests.Transports.SampleImage;

namespace GraphDriver.Oci.Tests.Transports;

public sealed class OciLayoutSourceTests : IDisposable
{
    private static readonly string Entry = Describe(MediaType.OciManifest, OciManifest);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Task<IImageSource> OpenAsync(string index, string suffix = "", params byte[][] more) =>
        ImageSourceContract.OpenAsync($"oci:{Unpack(_folder, Layout(index, more))}{suffix}");

    private static string NamedEntry(string name, string annotation = "org.opencontainers.image.ref.name") =>
        Describe(MediaType.OciManifest, OciManifest, Named(name, annotation));

    public static readonly TheoryData<string, string, string?> Names = new()
    {
        // As podman: the reference that was given, by Docker's rules; nothing where none was.
        { NamedEntry("foo"), "", null },
        { NamedEntry("foo"), ":foo", "docker.io/library/foo:latest" },
        { NamedEntry("quay.io/a/b:c"), ":quay.io/a/b:c", "quay.io/a/b:c" },
        { NamedEntry("localhost/a", "io.containerd.image.name"), ":localhost/a", "localhost/a:latest" },
        // Names that a layout may have and an image in the store may not.
        { NamedEntry("V1+x"), ":V1+x", null },
        { NamedEntry("foo"), ":@0", null },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Names_an_image_of_a_directory_by_the_reference(string entry, string suffix, string? name)
    {
        await using var source = await OpenAsync(Index(entry), suffix);
        Assert.Equal(name, source.StorageName);
        Assert.Equal(OciManifest, (await source.ReadManifestAsync(null, CancellationToken.None)).Bytes);
    }

    [Theory]
    [InlineData("org.opencontainers.image.ref.name", "foo", "localhost/foo:latest")]
    [InlineData("org.opencontainers.image.ref.name", "docker.io/foo:1", "docker.io/library/foo:1")]
    [InlineData("io.containerd.image.name", "quay.io/a:b", "quay.io/a:b")]
    [InlineData("org.opencontainers.image.ref.name", "Foo", null)]
    [InlineData("org.opencontainers.image.ref.name", "", null)]
    public async Task Names_an_image_of_an_archive_by_its_annotations(string annotation, string value, string? name)
    {
        var path = _folder.Write("a.tar", Pack(Layout(Index(NamedEntry(value, annotation)))).ToBytes());
        await using var source = await ImageSourceContract.OpenAsync($"oci-archive:{path}");
        Assert.Equal(name, source.StorageName);
    }

    [Fact]
    public async Task Chooses_among_several_images_by_name_and_by_number()
    {
        var other = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(OciManifest) + " ");
        var index = Index(NamedEntry("a"), Describe(MediaType.OciManifest, other, Named("b")));
        foreach (var (suffix, expected) in new[] { (":a", OciManifest), (":b", other), (":@0", OciManifest), (":@1", other) })
        {
            await using var source = await OpenAsync(index, suffix, other);
            Assert.Equal(expected, (await source.ReadManifestAsync(null, CancellationToken.None)).Bytes);
        }
    }

    [Theory]
    [InlineData("", "2 images")]
    [InlineData(":c", "it has a, b")]
    [InlineData(":@2", "no image @2")]
    public async Task Says_which_images_there_are(string suffix, string reason)
    {
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => OpenAsync(Index(NamedEntry("a"), NamedEntry("b")), suffix));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leads_from_an_index_within_the_index_to_the_image()
    {
        var nested = Encoding.UTF8.GetBytes(Index(
            Describe(MediaType.OciManifest, Layer, ""","platform":{"os":"plan9","architecture":"mips"}"""),
            Describe(MediaType.OciManifest, OciManifest, ""","platform":{"os":"linux","architecture":"amd64"}""")));
        await using var source = await OpenAsync(Index(Describe(MediaType.OciIndex, nested)), "", nested);
        var raw = await source.ReadManifestAsync(null, CancellationToken.None);
        var index = Assert.IsType<ImageIndex>(ManifestParser.Parse(raw.Bytes, raw.MediaType, source.Name));
        raw = await source.ReadManifestAsync(index.Select(Platform.Parse("linux/amd64")).Digest, CancellationToken.None);
        Assert.Equal((MediaType.OciManifest, DigestOf(OciManifest)), (raw.MediaType, raw.Digest));
    }

    [Fact]
    public async Task Reads_layouts_whose_blobs_are_links()
    {
        Unpack(_folder, Layout(Index(Entry)));
        var path = Path.Combine(_folder.Path, BlobPath(Layer));
        File.Move(path, Path.Combine(_folder.Path, "elsewhere"));
        File.CreateSymbolicLink(path, "../../elsewhere");
        await using var source = await ImageSourceContract.OpenAsync($"oci:{_folder.Path}");
        var blob = new Descriptor { MediaType = MediaType.OciLayer, Digest = DigestOf(Layer), Size = Layer.Length };
        Assert.Equal(Layer, await ImageSourceContract.ReadAsync(source, blob));
    }

    // a file of the layout, what it is replaced by (null: a directory in its place), what the error names
    public static readonly TheoryData<string, string?, string> Damage = new()
    {
        { "index.json", "{", "index.json" },
        { "index.json", "", "index.json" },
        { "index.json", null, "is a directory" },
        { "index.json", """{"schemaVersion":2,"manifests":[{"digest":"sha256:../../x","size":1}]}""", "'manifests[0].digest'" },
        { "oci-layout", """{"imageLayoutVersion":7}""", "imageLayoutVersion" },
        { "oci-layout", "x", "oci-layout" },
        { BlobPath(OciManifest), "{}", "expected" },
        { BlobPath(OciManifest), new string(' ', OciManifest.Length), "its bytes have the digest" },
    };

    [Theory]
    [MemberData(nameof(Damage))]
    public async Task Names_what_is_damaged(string path, string? content, string named)
    {
        Unpack(_folder, Layout(Index(Entry)));
        if (content is null)
        {
            File.Delete(Path.Combine(_folder.Path, path));
            Directory.CreateDirectory(Path.Combine(_folder.Path, path));
        }
        else
        {
            _folder.Write(path, Encoding.UTF8.GetBytes(content));
        }

        var error = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await using var source = await ImageSourceContract.OpenAsync($"oci:{_folder.Path}");
            await source.ReadManifestAsync(null, CancellationToken.None);
        });
        Assert.StartsWith($"oci:{_folder.Path}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_layer_with_other_bytes_of_the_same_length()
    {
        Unpack(_folder, Layout(Index(Entry)));
        _folder.Write(BlobPath(Layer), new byte[Layer.Length]);
        await using var source = await ImageSourceContract.OpenAsync($"oci:{_folder.Path}");
        var blob = new Descriptor { MediaType = MediaType.OciLayer, Digest = DigestOf(Layer), Size = Layer.Length };
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => ImageSourceContract.ReadAsync(source, blob));
        Assert.Equal($"oci:{_folder.Path}: blob {blob.Digest}: its bytes have the digest {DigestOf(new byte[Layer.Length])}", error.Message);
    }

    [Fact]
    public async Task Does_not_wait_for_the_writer_of_a_fifo()
    {
        Unpack(_folder, Layout(Index(Entry)));
        var path = Path.Combine(_folder.Path, BlobPath(Layer));
        File.Delete(path);
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", path))
        {
            await mkfifo.WaitForExitAsync();
        }

        await using var source = await ImageSourceContract.OpenAsync($"oci:{_folder.Path}");
        var blob = new Descriptor { MediaType = MediaType.OciLayer, Digest = DigestOf(Layer), Size = Layer.Length };
        await Assert.ThrowsAsync<InvalidDataException>(() => ImageSourceContract.ReadAsync(source, blob).WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Says_that_a_directory_is_missing_or_no_layout()
    {
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => ImageSourceContract.OpenAsync($"oci:{_folder.Path}/none"));
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => ImageSourceContract.OpenAsync($"oci:{_folder.Path}"));
        Assert.Contains("not an OCI image layout", error.Message, StringComparison.Ordinal);
        Unpack(_folder, Layout(Index(Entry)));
        _folder.Write("oci-layout", """{"imageLayoutVersion":"2.0.0"}"""u8);
        await Assert.ThrowsAsync<NotSupportedException>(() => ImageSourceContract.OpenAsync($"oci:{_folder.Path}"));
    }
}
