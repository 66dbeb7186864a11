using GraphDriver.Mounts;
using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Layers.Tar;

namespace GraphDriver.Export;

/// <summary>
/// A new tar of a mounted layer: of all that the mount shows, or of what the layer itself changed. What is mounted stays so until it is disposed,
/// which may be done while another thread reads.
/// </summary>
/// <remarks>Reading throws what <see cref="TreeEntries.Read"/> throws.</remarks>
internal sealed class TreeTarStream : ReadOnlyStream
{
    private readonly Lock _lock = new();
    private readonly List<IDisposable> _open = [];
    private readonly TarStream _tar;
    private bool _isDisposed;

    private TreeTarStream(TreeEntries entries, IEnumerable<IDisposable> mounts)
    {
        _tar = new TarStream(entries.Read());
        _open = [_tar, entries, .. mounts];
    }

    /// <summary>A tar of all that a mount shows.</summary>
    /// <param name="mount">Owned.</param>
    /// <param name="log">Hears what is told at debug level; nobody where null.</param>
    /// <exception cref="Linux.LinuxException">A call failed; the mount is disposed.</exception>
    public static TreeTarStream OfAll(MountedTree mount, Action<string>? log) => Create([mount], () => TreeEntries.OfAll(mount.Root, log));

    /// <summary>A tar of what a layer changed.</summary>
    /// <param name="layer">The layer; its mounts are owned.</param>
    /// <param name="log">Hears what is told at debug level; nobody where null.</param>
    /// <exception cref="Linux.LinuxException">A call failed; the layer is disposed.</exception>
    public static TreeTarStream OfChanges(MountedLayer layer, Action<string>? log) =>
        Create([layer], () => TreeEntries.OfChanges(layer.Tree, layer.Upper, layer.Below, log));

    public override int Read(Span<byte> buffer)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _tar.Read(buffer);
        }
    }

    protected override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            if (disposing && !_isDisposed)
            {
                _isDisposed = true;
                _open.ForEach(one => one.Dispose());
            }
        }

        base.Dispose(disposing);
    }

    private static TreeTarStream Create(List<IDisposable> mounts, Func<TreeEntries> entries)
    {
        try
        {
            return new TreeTarStream(entries(), mounts);
        }
        catch
        {
            mounts.ForEach(mount => mount.Dispose());
            throw;
        }
    }
}
