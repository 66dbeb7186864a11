using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Store.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Store;

/// <summary>
/// The storage root and the run root, held open. <see cref="Root"/> is a copy of the root's mount without what is
/// mounted below it: podman binds <c>overlay/</c> on itself, and a link from the pool into that would cross mounts.
/// </summary>
public sealed class StoreRoot : IDisposable
{
    private StoreRoot(SafeFileHandle root, SafeFileHandle runRoot, string graphRootPath, string runRootPath)
    {
        (Root, RunRoot) = (root, runRoot);
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
        var root = OpenAt.Open(graphRoot, OpenFlags.Directory);
        try
        {
            return new StoreRoot(root, OpenAt.Open(runRoot, OpenFlags.Directory), graphRoot, runRoot);
        }
        catch
        {
            root.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Root.Dispose();
        RunRoot.Dispose();
    }
}
