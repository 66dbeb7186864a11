using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects.Index;

/// <summary>A store in whose layers content may be: the own one, or one of the additional image stores.</summary>
internal sealed class StorePlace : IDisposable
{
    private readonly bool _ownsRoot;

    private StorePlace(SafeFileHandle root, LayerStore? layers, bool isOwn)
    {
        (Root, Layers, IsOwn, _ownsRoot) = (root, layers, isOwn, !isOwn);
        Holders = ObjectHolders.Names(root);
    }

    public SafeFileHandle Root { get; }

    /// <summary>Its layers; null where it has none.</summary>
    public LayerStore? Layers { get; }

    /// <summary>Whether it is the store that is worked on; any other is never changed.</summary>
    public bool IsOwn { get; }

    /// <summary>The layers whose objects are in this store's pool, by id.</summary>
    public IReadOnlySet<string> Holders { get; }

    /// <summary>The store itself, then the additional ones in order.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static IReadOnlyList<StorePlace> Of(ContainerStorage store) =>
    [
        new(store.Root.Root, store.Layers, isOwn: true),
        .. store.AdditionalStores.Select(other => new StorePlace(OpenAt.Open(other.Path, OpenFlags.Directory), other.Layers, isOwn: false)),
    ];

    /// <summary>Opens a file of a layer for reading; null where it is not there, or not a regular file.</summary>
    /// <param name="layer">The layer's id.</param>
    /// <param name="path">The file's path below its <c>diff/</c>, which leads nowhere else.</param>
    public SafeFileHandle? TryOpenFile(string layer, ReadOnlySpan<byte> path)
    {
        const OpenFlags Flags = OpenFlags.ReadOnly | OpenFlags.NonBlocking | OpenFlags.NoFollow;
        if (OpenAt.TryOpen(Root, $"{StoreLayout.Overlay}/{layer}/diff", OpenFlags.Directory | OpenFlags.PathOnly | OpenFlags.NoFollow, 0, out var diff) != Errno.None)
        {
            return null;
        }

        using (diff)
        {
            return OpenAt2.TryOpen(diff!, path, Flags, 0, ResolveFlags.InRoot | ResolveFlags.NoSymlinks, out var file) == Errno.None ? file : null;
        }
    }

    /// <summary>Opens an object of the store's pool for reading; null where it is not there.</summary>
    public SafeFileHandle? TryOpenObject(ReadOnlySpan<byte> path)
    {
        Span<byte> full = stackalloc byte[ObjectPool.Folder.Length + 1 + ObjectPath.Length];
        var length = System.Text.Encoding.ASCII.GetBytes($"{ObjectPool.Folder}/", full);
        path.CopyTo(full[length..]);
        return OpenAt.TryOpen(Root, full, OpenFlags.ReadOnly | OpenFlags.NonBlocking | OpenFlags.NoFollow, 0, out var file) == Errno.None ? file : null;
    }

    public void Dispose()
    {
        if (_ownsRoot)
        {
            Root.Dispose();
        }
    }
}
