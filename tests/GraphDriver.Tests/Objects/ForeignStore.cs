using System.Security.Cryptography;
using GraphDriver.Configuration;
using GraphDriver.Linux.Files;
using GraphDriver.Objects;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;
using GraphDriver.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Tests.Objects;

/// <summary>A store with layers in the forms of podman, an additional image store and an OSTree repository beside it.</summary>
internal sealed class ForeignStore : IDisposable
{
    private readonly string _folder = Directory.CreateDirectory(Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"graphdriver-foreign-{Guid.NewGuid():N}")).FullName;
    private readonly List<SafeFileHandle> _open = [];

    public ForeignStore(string pullOptions = "")
    {
        Directory.CreateDirectory(Path.Combine(_folder, "additional"));
        Directory.CreateDirectory(Path.Combine(_folder, "ostree/objects"));
        var conf = Path.Combine(_folder, "storage.conf");
        File.WriteAllText(conf, $$"""
            [storage]
            driver = "overlay"
            graphroot = "{{_folder}}/root"
            runroot = "{{_folder}}/run"
            [storage.options]
            additionalimagestores = ["{{_folder}}/additional"]
            pull_options = { ostree_repos = "{{_folder}}/nowhere:{{_folder}}/ostree"{{pullOptions}} }
            """);
        Storage = ContainerStorage.Open(StorageConfiguration.Load(new ConfigurationOverrides { ConfigurationFile = conf }));
        Pool = ObjectPool.Open(Storage.Root.Root);
    }

    public ContainerStorage Storage { get; }

    public ObjectPool Pool { get; set; }

    public string PathOf(string path) => Path.Combine(_folder, path);

    public static string ObjectName(ReadOnlySpan<byte> content)
    {
        var hex = Convert.ToHexStringLower(SHA256.HashData(content));
        return $"{hex[..2]}/{hex[2..]}";
    }

    /// <summary>Adds a layer as podman makes it with composefs on: its files are objects.</summary>
    /// <param name="digit">Its id.</param>
    /// <param name="contents">The content of its files, and what is in the objects of their names where that is something else.</param>
    /// <param name="withCache">Whether it has podman's cache, with a chunk of the second half of each file.</param>
    public LayerId AddFlatLayer(char digit, bool withCache, params (byte[] Content, byte[]? Stored)[] contents)
    {
        var id = LayerId.Parse(new string(digit, 64));
        Directory.CreateDirectory(PathOf($"root/overlay/{id}/composefs-data"));
        File.WriteAllText(PathOf($"root/overlay/{id}/composefs-data/composefs.blob"), "");
        using var cache = new TocCacheWriter(forHardLinks: true);
        foreach (var (content, stored) in contents)
        {
            var name = ObjectName(content);
            Write($"root/overlay/{id}/diff/{name}", stored ?? content);
            cache.Add(Entry(content), System.Text.Encoding.ASCII.GetBytes(name));
        }

        AddRecord(id, withCache ? cache : null, isFlat: true);
        return id;
    }

    /// <summary>Adds a layer as podman makes it with composefs off: its files are themselves.</summary>
    public LayerId AddPlainLayer(char digit, string name, byte[] content)
    {
        var id = LayerId.Parse(new string(digit, 64));
        Write($"root/overlay/{id}/diff/{name}", content);
        using var cache = new TocCacheWriter(forHardLinks: true);
        cache.Add(Entry(content), System.Text.Encoding.ASCII.GetBytes(name));
        AddRecord(id, cache, isFlat: false);
        return id;
    }

    public void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
        File.WriteAllBytes(PathOf(path), content);
    }

    public SafeFileHandle NewDiff(string name)
    {
        Directory.CreateDirectory(PathOf($"root/{name}"));
        var diff = OpenAt.Open(Storage.Root.Root, name, OpenFlags.Directory | OpenFlags.ReadOnly);
        _open.Add(diff);
        return diff;
    }

    public FileStatus Status(string path) => Statx.Query(WorkingDirectory.Handle, PathOf(path));

    public void Dispose()
    {
        Pool.Dispose();
        _open.ForEach(handle => handle.Dispose());
        Storage.Dispose();
        TreeRemover.Remove(WorkingDirectory.Handle, _folder);
    }

    private static TocEntry Entry(byte[] content) => new()
    {
        Type = TocEntryType.RegularFile,
        Name = "name"u8,
        Size = content.Length,
        Digest = Digest.Sha256Of(content),
        Chunk = new TocChunk { ContentOffset = content.Length / 2, Size = content.Length - content.Length / 2, Digest = Digest.Sha256Of(content.AsSpan(content.Length / 2)) },
    };

    private void AddRecord(LayerId id, TocCacheWriter? cache, bool isFlat)
    {
        using var layers = Storage.Layers.BeginWrite();
        layers.Add(new LayerRecord { Id = id, Created = Timestamp.Now });
        if (isFlat)
        {
            layers.WriteBigData(id, "zstd-chunked-layer-data", """{"format":1}"""u8);
        }

        if (cache is not null)
        {
            var bytes = new MemoryStream();
            cache.WriteTo(bytes);
            layers.WriteBigData(id, "chunked-manifest-cache", bytes.ToArray());
        }

        layers.Save();
    }
}
