using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Mounts;
using GraphDriver.Store.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Store;

/// <summary>
/// The storage root and the run root, held open. <see cref="Root"/> is a copy of the root's mount without what is
/// mounted below it: podman binds <c>overlay/</c> on itself, and a link from the pool into that would cross mounts.
/// </summary>
public sealed class StoreRoot : IDisposable
{
    private readonly SafeFileHandle? _clone;

    private StoreRoot(SafeFileHandle? clone, SafeFileHandle root, SafeFileHandle runRoot, string graphRootPath, string runRootPath)
    {
        (_clone, Root, RunRoot) = (clone, root, runRoot);
        (GraphRootPath, RunRootPath) = (graphRootPath, runRootPath);
    }

    /// <summary>The storage root, as it is without the mounts below it.</summary>
    public SafeFileHandle Root { get; }

    /// <summary>The folder for state that a reboot may lose.</summary>
    public SafeFileHandle RunRoot { get; }

    /// <summary>The path of the storage root: absolute and clean.</summary>
    public string GraphRootPath { get; }

    /// <summary>The path of the run root: absolute and clean.</summary>
    public string RunRootPath { get; }

    /// <summary>Opens both roots, and makes them (0700) where they are missing.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static StoreRoot Open(string graphRoot, string runRoot)
    {
        StoreFolder.MakeAll(runRoot);
        StoreFolder.MakeAll(graphRoot);
        SafeFileHandle? clone = null;
        SafeFileHandle? root = null;
        try
        {
            (clone, root) = OpenWithoutMountsBelow(graphRoot);
            return new StoreRoot(clone, root, OpenAt.Open(runRoot, OpenFlags.Directory), graphRoot, runRoot);
        }
        catch
        {
            root?.Dispose();
            clone?.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Root.Dispose();
        RunRoot.Dispose();
        _clone?.Dispose();
    }

    private static (SafeFileHandle? Clone, SafeFileHandle Root) OpenWithoutMountsBelow(string path)
    {
        var root = OpenAt.Open(path, OpenFlags.Directory);
        switch (OpenTree.TryClone(root, "", recursive: false, out var clone))
        {
            case Errno.None:
                // The clone only names the folder; flushing its file system takes one that is open.
                root.Dispose();
                return (clone, OpenAt.Open(clone!, ".", OpenFlags.Directory));
            case Errno.EPERM or Errno.ENOSYS:
                // Whoever may not mount has no bind mount of podman's in the way either, but in a name space of its own.
                return (null, root);
            case var errno:
                root.Dispose();
                throw LinuxException.From(errno, "open_tree", path);
        }
    }
}
