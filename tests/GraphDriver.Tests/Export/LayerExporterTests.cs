using System.Security.Cryptography;
using System.Text;
using GraphDriver.Drivers;
using GraphDriver.Export;
using GraphDriver.Linux.Files;
using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Oci.Layers.TarSplit;
using GraphDriver.Oci.Model;
using GraphDriver.Store;
using GraphDriver.Testing;
using GraphDriver.Tests.Mounts;
using GraphDriver.Tests.Store;

namespace GraphDriver.Tests.Export;

public sealed class LayerExporterTests : IDisposable
{
    private readonly TemporaryStore _store = new();

    public void Dispose() => _store.Dispose();

    [RootFact]
    public void A_layer_of_ours_comes_back_byte_for_byte()
    {
        var tar = Tar();
        var id = AddComposefs(tar);

        Assert.Equal(tar, Read(id));
        Assert.Equal(tar, Read(id, bufferSize: 7));
    }

    [RootFact]
    public void A_layer_of_plain_files_comes_back_byte_for_byte()
    {
        var tar = Tar();

        Assert.Equal(tar, Read(AddPlain(tar)));
    }

    [RootFact]
    public void A_plain_layers_links_stay_within_it()
    {
        var outside = _store.File("outside");
        File.WriteAllText(outside, "secret");
        var id = AddPlain(new TarBuilder().File("etc/a", "secret").End().ToArray());
        var file = _store.File($"overlay/{id}/diff/etc/a");

        File.Delete(file);
        File.CreateSymbolicLink(file, outside);
        Assert.Contains("'etc/a' is missing", Assert.Throws<InvalidDataException>(() => Read(id)).Message, StringComparison.Ordinal);

        Directory.Delete(_store.File($"overlay/{id}/diff/etc"), recursive: true);
        File.CreateSymbolicLink(_store.File($"overlay/{id}/diff/etc"), _store.GraphRoot);
        Assert.Contains("'etc/a' is missing", Assert.Throws<InvalidDataException>(() => Read(id)).Message, StringComparison.Ordinal);
    }

    [RootFact]
    public void A_plain_layers_files_are_found_through_its_own_links()
    {
        var tar = new TarBuilder().Directory("usr/").Symlink("lib", "/usr").File("lib/a", "through a link").End().ToArray();
        var id = AddPlain(tar, unpack: false);
        Directory.CreateDirectory(_store.File($"overlay/{id}/diff/usr"));
        File.WriteAllText(_store.File($"overlay/{id}/diff/usr/a"), "through a link");
        File.CreateSymbolicLink(_store.File($"overlay/{id}/diff/lib"), "/usr");

        Assert.Equal(tar, Read(id));
    }

    [RootFact]
    public void A_fifo_in_a_files_place_is_no_content()
    {
        var id = AddPlain(new TarBuilder().File("a", "content").End().ToArray(), unpack: false);
        MknodAt.Make(WorkingDirectory.Handle, _store.File($"overlay/{id}/diff/a"), FileType.Fifo, 0x1A4);

        Assert.Contains("'a' is missing", Assert.Throws<InvalidDataException>(() => Read(id)).Message, StringComparison.Ordinal);
    }

    [RootFact]
    public void Damaged_content_is_named_before_what_follows_it()
    {
        var id = AddComposefs(new TarBuilder().File("etc/a", "content").End().ToArray());
        var path = Directory.EnumerateFiles(_store.File($"overlay/{id}/diff"), "*", SearchOption.AllDirectories).Single();
        File.Delete(path);
        File.WriteAllText(path, "CONTENT");

        var error = Assert.Throws<InvalidDataException>(() => Read(id));
        Assert.Contains(id.ShortHex, error.Message, StringComparison.Ordinal);
        Assert.Contains("etc/a", error.Message, StringComparison.Ordinal);
    }

    [RootFact]
    public void A_tar_of_another_digest_has_no_end_unless_its_reader_proves_it()
    {
        var tar = Tar();
        var id = AddComposefs(tar);
        using (var layers = _store.Storage.Layers.BeginWrite())
        {
            layers.Update(layers.Records.Find(id)! with { UncompressedDigest = Digest.Sha256Of("another"u8) });
            layers.Save();
        }

        Assert.Contains("DiffID", Assert.Throws<InvalidDataException>(() => Read(id)).Message, StringComparison.Ordinal);
        Assert.Equal(tar, Read(id, provenByReader: true));
    }

    [RootFact]
    public void What_cannot_be_exported_says_why()
    {
        Assert.Contains("there is no layer", Assert.Throws<InvalidDataException>(() => Read(TemporaryStore.Layer('9'))).Message, StringComparison.Ordinal);

        _store.AddLayer('1');
        Assert.Contains("cannot be exported", Assert.Throws<NotSupportedException>(() => Read(TemporaryStore.Layer('1'))).Message, StringComparison.Ordinal);

        var id = AddComposefs(Tar());
        File.Delete(_store.File($"overlay-layers/{LayerStore.TarSplitName(id)}"));
        Assert.Contains("tar-split", Assert.Throws<InvalidDataException>(() => Read(id)).Message, StringComparison.Ordinal);
    }

    [RootFact]
    public void An_additional_stores_layer_is_read_there()
    {
        var tar = Tar();
        using var additional = new MountableStore();
        using var over = MountableStore.Over(additional);
        var id = AddComposefs(additional.Storage, tar);

        using var stream = new LayerExporter(over.Storage).Open(id);
        Assert.Equal(Digest.Sha256Of(tar).ToHash(), SHA256.HashData(stream));
    }

    private static byte[] Tar() => new TarBuilder()
        .Directory("./").Directory("./etc/").File("./etc/a", "content").File("etc//b", "more").HardLink("./etc/c", "./etc/a")
        .File("empty", "").Symlink("link", "etc/a").File([0x64, 0xFF], "not UTF-8"u8).File("large", new string('x', 700_000))
        .File("etc/.wh.gone", "").End().Raw(new byte[10_240]).ToArray();

    private LayerId AddComposefs(byte[] tar) => AddComposefs(_store.Storage, tar);

    private static LayerId AddComposefs(ContainerStorage storage, byte[] tar) =>
        GraphDrivers.Of(storage).Apply(new MemoryStream(tar), parent: default);

    /// <summary>A layer as podman makes it without composefs.</summary>
    private LayerId AddPlain(byte[] tar, bool unpack = true)
    {
        var digest = Digest.Sha256Of(tar);
        var id = LayerId.FromDigest(digest);
        var diff = Directory.CreateDirectory(_store.File($"overlay/{id}/diff")).FullName;
        using (var file = File.Create(_store.File($"overlay-layers/{LayerStore.TarSplitName(id)}")))
        using (var split = new TarSplitWriter(file))
        {
            var reader = new TarReader(new MemoryStream(tar), split);
            while (reader.ReadEntry() is { } entry)
            {
                if (unpack && entry.Size > 0)
                {
                    Unpack(reader, entry, diff);
                }
            }

            reader.Drain();
        }

        using var layers = _store.Storage.Layers.BeginWrite();
        layers.Add(new LayerRecord { Id = id, Created = Timestamp.Now, UncompressedDigest = digest, UncompressedSize = tar.Length });
        layers.Save();
        return id;
    }

    private static void Unpack(TarReader reader, TarEntry entry, string diff)
    {
        var content = new byte[entry.Size];
        reader.ReadPayload(content);
        using var root = OpenAt.Open(diff, OpenFlags.Directory);
        if (Path.GetDirectoryName(Encoding.Latin1.GetString(entry.Name.Span)) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(Path.Combine(diff, folder));
        }

        using var file = OpenAt.Open(root, entry.Name.Span, OpenFlags.Create | OpenFlags.WriteOnly, 0x1A4);
        WriteFile.Write(file, content);
    }

    private byte[] Read(LayerId id, int bufferSize = 4096, bool provenByReader = false)
    {
        using var stream = new LayerExporter(_store.Storage).Open(id, provenByReader);
        var tar = new MemoryStream();
        stream.CopyTo(tar, bufferSize);
        return tar.ToArray();
    }
}
