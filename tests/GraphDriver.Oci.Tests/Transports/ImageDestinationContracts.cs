using System.Formats.Tar;
using System.Text;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports;

namespace GraphDriver.Oci.Tests.Transports;

public sealed class OciDirectoryDestinationTests : ImageDestinationContract
{
    private protected override string Place(TemporaryFolder folder) => $"oci:{folder.Path}/place";

    [Fact]
    public async Task Other_images_of_the_layout_stay_and_a_name_goes_to_the_newest()
    {
        var foreign = """{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:0000000000000000000000000000000000000000000000000000000000000000","size":5,"annotations":{"org.opencontainers.image.ref.name":"other","some":"thing"},"unknown":[1]}""";
        Directory.CreateDirectory($"{Folder.Path}/place");
        File.WriteAllText($"{Folder.Path}/place/index.json", $$"""{"schemaVersion":2,"unknown":true,"manifests":[{{foreign}},{{foreign.Replace("other", "mine", StringComparison.Ordinal)}}]}""");
        await using (var destination = await OpenAsync(Place(Folder) + ":mine"))
        {
            await WriteAsync(destination);
        }

        var index = File.ReadAllText($"{Folder.Path}/place/index.json");
        Assert.StartsWith($$"""{"schemaVersion":2,"unknown":true,"manifests":[{{foreign}},{""", index, StringComparison.Ordinal);
        Assert.Equal(2, ((ImageIndex)ManifestParser.Parse(Encoding.UTF8.GetBytes(index), null, "index")).Manifests.Count);
        await using var source = await ImageSourceContract.OpenAsync(Place(Folder) + ":mine");
        Assert.Equal(SampleImage.OciManifest, (await source.ReadManifestAsync(null, default)).Bytes);
    }

    [Fact]
    public async Task Many_writers_of_one_layout_lose_none_of_their_images()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            await using var destination = await OpenAsync($"{Place(Folder)}:image{i}", flush: false);
            await WriteAsync(destination);
        })));
        var index = (ImageIndex)ManifestParser.Parse(File.ReadAllBytes($"{Folder.Path}/place/index.json"), null, "index");
        Assert.Equal(16, index.Manifests.Count);
    }

    [Fact]
    public async Task A_broken_index_is_named_and_kept()
    {
        Folder.Write("place/index.json", "{broken"u8);
        await using var destination = await OpenAsync(Place(Folder));
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => WriteAsync(destination));
        Assert.Contains("index.json", error.Message, StringComparison.Ordinal);
        Assert.Equal("{broken", File.ReadAllText($"{Folder.Path}/place/index.json"));
    }
}

public sealed class OciArchiveDestinationTests : ImageDestinationContract
{
    private protected override string Place(TemporaryFolder folder) => $"oci-archive:{folder.Path}/place.tar";

    [Fact]
    public async Task An_archive_that_fails_leaves_the_one_before()
    {
        var path = Folder.Write("place.tar", "the one before"u8);
        await using (var destination = await OpenAsync(Place(Folder)))
        {
            await WriteAsync(destination, commit: false);
        }

        Assert.Equal("the one before", File.ReadAllText(path));
        Assert.Single(Directory.EnumerateFileSystemEntries(Folder.Path));
    }

    [Fact]
    public async Task A_device_is_written_to_and_stays()
    {
        await using (var destination = await OpenAsync("oci-archive:/dev/null"))
        {
            await WriteAsync(destination);
        }

        Assert.False(new FileInfo("/dev/null").Length > 0);
        using var written = File.OpenWrite("/dev/null");
        written.WriteByte(0);
    }

    [Fact]
    public async Task An_empty_file_is_replaced_and_a_link_is_followed()
    {
        var target = Folder.Write("target.tar", []);
        File.CreateSymbolicLink($"{Folder.Path}/place.tar", target);
        await using (var destination = await OpenAsync(Place(Folder)))
        {
            await WriteAsync(destination);
        }

        Assert.NotNull(new FileInfo($"{Folder.Path}/place.tar").LinkTarget);
        Assert.True(new FileInfo(target).Length > SampleImage.Layer.Length);
    }

    [Fact]
    public async Task A_stream_gets_the_whole_archive_at_its_end()
    {
        var stream = new MemoryStream();
        await using (var destination = ImageDestinationFactory.OciArchiveInto(stream, "name:tag"))
        {
            await WriteAsync(destination, commit: false);
            Assert.Equal(0, stream.Length);
            await destination.CommitAsync(new RawManifest(SampleImage.OciManifest, MediaType.OciManifest), default);
        }

        Folder.Write("copy.tar", stream.ToArray());
        await using var source = await ImageSourceContract.OpenAsync($"oci-archive:{Folder.Path}/copy.tar:name:tag");
        Assert.NotNull(await source.ReadManifestAsync(null, default));
    }
}

public sealed class DockerArchiveDestinationTests : ImageDestinationContract
{
    private protected override string Place(TemporaryFolder folder) => $"docker-archive:{folder.Path}/place.tar";

    [Fact]
    public async Task It_has_what_podman_save_writes()
    {
        await using (var destination = await OpenAsync(Place(Folder) + ":quay.io/a/b:c"))
        {
            await WriteAsync(destination);
        }

        var entries = Entries($"{Folder.Path}/place.tar");
        var layer = SampleImage.DigestOf(SampleImage.Layer).Hex;
        var config = SampleImage.DigestOf(SampleImage.Config).Hex;
        Assert.Equal($$"""[{"Config":"{{config}}.json","RepoTags":["quay.io/a/b:c"],"Layers":["{{layer}}.tar"]}]""", entries["manifest.json"]);
        var folder = entries.Keys.Single(name => name.EndsWith("/json", StringComparison.Ordinal))[..64];
        Assert.Equal($$$"""{"quay.io/a/b":{"c":"{{{folder}}}"}}""", entries["repositories"]);
        Assert.Equal("1.0", entries[$"{folder}/VERSION"]);
        Assert.Equal($"-> ../{layer}.tar", entries[$"{folder}/layer.tar"]);
        Assert.Equal($$"""{"architecture":"amd64","config":{},"created":"2020-01-01T00:00:00Z","os":"linux","id":"{{folder}}"}""", entries[$"{folder}/json"]);
    }

    [Fact]
    public async Task Several_images_share_their_layers()
    {
        using (var archive = DockerArchiveFile.At($"{Folder.Path}/many.tar", flush: true))
        {
            foreach (var name in (string[])["localhost/a:1", "localhost/b:2"])
            {
                await using var destination = archive.Image([name]);
                var layer = new Descriptor { MediaType = MediaType.DockerLayer, Digest = SampleImage.DigestOf(SampleImage.Layer), Size = SampleImage.Layer.Length };
                Assert.Equal(name == "localhost/b:2", await destination.TryReuseBlobAsync(layer, [], default));
                await WriteAsync(destination);
            }

            await archive.CompleteAsync(default);
        }

        Assert.Single(Entries($"{Folder.Path}/many.tar").Keys, name => name.EndsWith(".tar", StringComparison.Ordinal) && !name.Contains('/'));
        await using var source = await ImageSourceContract.OpenAsync($"docker-archive:{Folder.Path}/many.tar:localhost/b:2");
        Assert.Equal("localhost/b:2", source.StorageName);
    }

    private static Dictionary<string, string> Entries(string path)
    {
        var entries = new Dictionary<string, string>();
        using var reader = new TarReader(File.OpenRead(path));
        while (reader.GetNextEntry() is { } entry)
        {
            entries.Add(entry.Name, entry.EntryType == TarEntryType.SymbolicLink ? $"-> {entry.LinkName}" : Text(entry.DataStream));
        }

        return entries;
    }

    private static string Text(Stream? stream) => stream is null ? "" : new StreamReader(stream).ReadToEnd();
}

public sealed class DirectoryDestinationTests : ImageDestinationContract
{
    private protected override string Place(TemporaryFolder folder) => $"dir:{folder.Path}/place";

    [Fact]
    public async Task The_image_before_gives_way()
    {
        Folder.Write("place/version", "Directory Transport Version: 1.1\n"u8);
        Folder.Write($"place/{new string('0', 64)}", "a layer"u8);
        Folder.Write("place/signature-1", "a signature"u8);
        Folder.Write("place/notes.txt", "not ours"u8);
        await using (var destination = await OpenAsync(Place(Folder)))
        {
            await WriteAsync(destination);
        }

        string[] expected = ["manifest.json", "notes.txt", "version", SampleImage.DigestOf(SampleImage.Config).Hex, SampleImage.DigestOf(SampleImage.Layer).Hex];
        Assert.Equal(expected.Order(), Directory.EnumerateFiles($"{Folder.Path}/place").Select(path => Path.GetFileName(path)).Order());
    }

    [Fact]
    public async Task A_folder_of_other_things_is_refused()
    {
        Folder.Write("place/notes.txt", "not ours"u8);
        var error = await Assert.ThrowsAsync<IOException>(() => OpenAsync(Place(Folder)));
        Assert.Contains("other things", error.Message, StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFileSystemEntries($"{Folder.Path}/place"));
    }
}
