using System.Security.Cryptography;
using System.Text;
using GraphDriver.Linux.Files;
using GraphDriver.Objects;
using GraphDriver.Tests.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Tests.Objects;

/// <summary>A store with its pool, and folders as layers have them for their objects.</summary>
internal sealed class ObjectFolders : IDisposable
{
    private readonly TemporaryStore _store = new();
    private readonly List<SafeFileHandle> _open = [];

    public ObjectFolders() => Pool = ObjectPool.Open(_store.Storage.Root.Root);

    public ObjectPool Pool { get; private set; }

    public SafeFileHandle Root => _store.Storage.Root.Root;

    /// <summary>A new <c>diff/</c>.</summary>
    public SafeFileHandle NewDiff(string name)
    {
        Directory.CreateDirectory(_store.File(name));
        var diff = OpenAt.Open(Root, name, OpenFlags.Directory | OpenFlags.ReadOnly);
        _open.Add(diff);
        return diff;
    }

    public string File(string path) => _store.File(path);

    public string PoolFile(ReadOnlySpan<byte> path) => _store.File($"graphdriver/objects/{Encoding.ASCII.GetString(path)}");

    /// <summary>Opens the pool as a later process would.</summary>
    public void Reopen()
    {
        Pool.Dispose();
        Pool = ObjectPool.Open(Root);
    }

    public static byte[] PathOf(ReadOnlySpan<byte> content)
    {
        var path = new byte[ObjectPath.Length];
        ObjectPath.Write(SHA256.HashData(content), path);
        return path;
    }

    public void Dispose()
    {
        Pool.Dispose();
        _open.ForEach(handle => handle.Dispose());
        _store.Dispose();
    }
}
