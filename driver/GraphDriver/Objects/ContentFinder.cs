using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GraphDriver.Composefs.Verity;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Objects.Index;
using GraphDriver.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects;

/// <summary>
/// Finds content that this machine already holds, by its SHA-256: in the pool, in layers that podman made, in additional image stores, in
/// OSTree repositories (<c>ostree_repos</c>). A look-up costs the same however many layers there are. Safe for several threads.
/// </summary>
internal sealed class ContentFinder : IDisposable
{
    private readonly ObjectPool _pool;
    private readonly IReadOnlyList<StorePlace> _stores;
    private readonly LayerIndex _layers;
    private readonly ObjectIndex _index;
    private readonly OstreeRepositories _ostree;
    private readonly ContentImport _import;
    private readonly ObjectPool _outer;
    private readonly bool _linksOstree;
    private readonly IndexRecords _found = new();
    private volatile StrongBox<Vector256<byte>>? _absent;

    private ContentFinder(ContainerStorage store, ObjectPool pool, Action<string>? log)
    {
        var options = store.Configuration.PullOptions;
        _pool = pool;
        _stores = StorePlace.Of(store);
        _layers = LayerIndex.Open(_stores, log);
        _index = ObjectIndex.Open(store.Root.Root);
        _ostree = new OstreeRepositories(options.OstreeRepositories, log);
        _linksOstree = options.UseHardLinks;
        using var root = OpenAt.Open(store.Root.GraphRootPath, OpenFlags.Directory);
        _outer = ObjectPool.Open(root);
        _import = new ContentImport(pool, _outer);
    }

    /// <summary>Opens the places where content may be, once a pull, and indexes the layers of other tools that were not indexed before.</summary>
    /// <param name="store">The store, whose configuration names the other places.</param>
    /// <param name="pool">The store's pool; stays the caller's.</param>
    /// <param name="log">Hears what is told at debug level; may be null.</param>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static ContentFinder Open(ContainerStorage store, ObjectPool pool, Action<string>? log) => new(store, pool, log);

    /// <summary>
    /// Makes a content an object of a layer if it is found: by a hard link, else by shared blocks, else by a copy. What comes from
    /// outside the pool is verified on the way and joins the pool.
    /// </summary>
    /// <param name="diff">The layer's <c>diff/</c>.</param>
    /// <param name="sha256">The content's SHA-256, 32 bytes.</param>
    /// <param name="size">Its length in bytes, more than 0.</param>
    /// <param name="verity">Its fs-verity digest where that is known without reading the content, else null.</param>
    /// <returns>False where it has to be fetched.</returns>
    /// <exception cref="LinuxException">The layer could not be written to.</exception>
    public bool TryLink(SafeFileHandle diff, ReadOnlySpan<byte> sha256, long size, out VerityDigest? verity)
    {
        Span<byte> path = stackalloc byte[ObjectPath.Length];
        ObjectPath.Write(sha256, path);
        if (_pool.TryLinkInto(diff, path, size))
        {
            _index.TryFindVerity(sha256, out verity);
            return true;
        }

        if (!TryImport(diff, sha256, path, size, out verity))
        {
            return false;
        }

        _found.AddVerity(sha256, verity!.Value);
        return true;
    }

    /// <summary>Whether a content seems to be here; <see cref="TryLink"/> may still refuse what it finds.</summary>
    /// <param name="sha256">The content's SHA-256, 32 bytes.</param>
    /// <param name="size">Its length in bytes.</param>
    public bool Holds(ReadOnlySpan<byte> sha256, long size)
    {
        if (TryFindChunk(sha256, size, out var found))
        {
            found.Dispose();
            return true;
        }

        Span<byte> path = stackalloc byte[ObjectPath.Length];
        using var ostree = _ostree.TryOpen(ObjectPath.Write(sha256, path));
        return ostree is not null;
    }

    /// <summary>Whether the index has the chunk; what it names may be gone.</summary>
    /// <param name="sha256">The chunk's SHA-256, 32 bytes.</param>
    public bool KnowsChunk(ReadOnlySpan<byte> sha256) => _index.TryFindChunk(sha256, out _);

    /// <summary>Finds the bytes of a chunk; the caller proves them by hashing, and disposes what is returned.</summary>
    /// <param name="sha256">The chunk's SHA-256, 32 bytes.</param>
    /// <param name="length">Its length in bytes, more than 0.</param>
    /// <param name="chunk">Where it is.</param>
    public bool TryFindChunk(ReadOnlySpan<byte> sha256, long length, [NotNullWhen(true)] out FoundChunk? chunk)
    {
        Span<byte> path = stackalloc byte[ObjectPath.Length];
        chunk = Chunk(OpenInPool(ObjectPath.Write(sha256, path)), 0, length);
        if (chunk is null && _index.TryFindChunk(sha256, out var location) && location.Length == length)
        {
            chunk = Chunk(OpenIndexed(location.Object, path), location.Offset, length);
        }

        if (chunk is null && _layers.TryOpen(sha256, out var file))
        {
            chunk = Chunk(file.File, file.Offset, length);
        }

        return chunk is not null;
    }

    /// <summary>Writes to the index what was learnt of contents that were found outside the pool, and closes everything.</summary>
    public void Dispose()
    {
        try
        {
            ObjectIndex.Add(_stores[0].Root, _found);
        }
        catch (LinuxException)
        {
            // A disk that is full ends the pull elsewhere; what was learnt can be computed again.
        }

        _outer.Dispose();
        _ostree.Dispose();
        _index.Dispose();
        _layers.Dispose();
        foreach (var store in _stores)
        {
            store.Dispose();
        }
    }

    private bool TryImport(SafeFileHandle diff, ReadOnlySpan<byte> sha256, ReadOnlySpan<byte> path, long size, out VerityDigest? verity)
    {
        if (_layers.TryOpen(sha256, out var file))
        {
            using (file)
            {
                if (file.Offset == 0 && _import.TryTake(file.File, diff, path, size, mayLink: file.IsObject, out verity))
                {
                    return true;
                }
            }
        }

        foreach (var store in _stores.Where(store => !store.IsOwn))
        {
            using var other = store.TryOpenObject(path);
            if (other is not null && _import.TryTake(other, diff, path, size, mayLink: true, out verity))
            {
                return true;
            }
        }

        verity = null;
        using var ostree = _ostree.TryOpen(path);
        return ostree is not null && _import.TryTake(ostree, diff, path, size, _linksOstree, out verity);
    }

    /// <summary>An object of the own pool, or of that of another store.</summary>
    private SafeFileHandle? OpenInPool(ReadOnlySpan<byte> path)
    {
        foreach (var store in _stores)
        {
            if (store.TryOpenObject(path) is { } file)
            {
                return file;
            }
        }

        return null;
    }

    /// <summary>An object that the index names, which may be gone: the many chunks of one file are not looked for in vain one by one.</summary>
    private SafeFileHandle? OpenIndexed(Vector256<byte> content, Span<byte> path)
    {
        if (_absent is { } absent && absent.Value == content)
        {
            return null;
        }

        Span<byte> name = stackalloc byte[RunFormat.DigestLength];
        content.CopyTo(name);
        var file = OpenInPool(ObjectPath.Write(name, path));
        _absent = file is null ? new StrongBox<Vector256<byte>>(content) : _absent;
        return file;
    }

    private static FoundChunk? Chunk(SafeFileHandle? file, long offset, long length)
    {
        if (file is not null && offset >= 0 && Statx.Query(file) is { IsRegularFile: true } status && offset <= status.Size - length)
        {
            return new FoundChunk(file, offset, length);
        }

        file?.Dispose();
        return null;
    }
}
