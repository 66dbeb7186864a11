using GraphDriver.Mounts;
using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Layers.Tar;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Export;

/// <summary>A new tar of a mounted layer: of all that the mount shows, or of what the layer itself changed. The mount stays until it is disposed.</summary>
/// <remarks>Reading throws what <see cref="TreeEntries.Read"/> throws.</remarks>
internal sealed class TreeTarStream : ReadOnlyStream
{
    private readonly MountedTree _mount;
    private readonly TreeEntries _entries;
    private readonly TarStream _tar;

    /// <param name="mount">The mount; owned, closed where this throws.</param>
    /// <param name="upper">The layer's own directory; null for all that the mount shows.</param>
    /// <param name="log">Hears what is told at debug level; nobody where null.</param>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public TreeTarStream(MountedTree mount, SafeFileHandle? upper, Action<string>? log)
    {
        _mount = mount;
        try
        {
            _entries = new TreeEntries(mount.Root, upper, log);
            _tar = new TarStream(_entries.Read());
        }
        catch
        {
            mount.Dispose();
            throw;
        }
    }

    public override int Read(Span<byte> buffer) => _tar.Read(buffer);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _tar.Dispose();
            _entries.Dispose();
            _mount.Dispose();
        }

        base.Dispose(disposing);
    }
}
