using System.Security.Cryptography;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Locks;
using GraphDriver.Objects;
using GraphDriver.Objects.Index;
using GraphDriver.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Layers;

/// <summary>
/// A layer's directory in the making, <c>overlay/staging/&lt;random&gt;/layer</c>, beside the lock that keeps podman and
/// others of us from sweeping it. What is not moved out by the end goes with the disposal, or with the next sweep where
/// the process died.
/// </summary>
internal sealed class LayerStaging : IDisposable
{
    /// <summary>Where staging directories lie below the storage root.</summary>
    public const string BasePath = "overlay/staging";

    /// <summary>The lock file in each of them, as containers/storage names it.</summary>
    public const string LockName = "staging.lock";

    /// <summary>Where a staging directory of ours has the objects.</summary>
    public const string DiffPath = $"{LayerName}/diff";

    private const string LayerName = "layer";
    private const uint PrivateMode = 0x1C0; // 0700
    private const uint DiffMode = 0x16D; // 0555
    private const int Attempts = 16;

    private readonly StoreRoot _root;
    private readonly SafeFileHandle _base;
    private readonly string _name;
    private readonly RecordLock _lock;
    private bool _isMoved;

    private LayerStaging(StoreRoot root, SafeFileHandle stagingBase, string name, RecordLock held)
    {
        _root = root;
        _base = stagingBase;
        _name = name;
        _lock = held;
        ObjectHolders.Add(root.Root, name);
        MkdirAt.Make(_base, $"{name}/{LayerName}", PrivateMode);
        Directory = OpenAt.Open(_base, $"{name}/{LayerName}", OpenFlags.Directory | OpenFlags.PathOnly);
        MkdirAt.Make(Directory, "diff", DiffMode);
        Diff = OpenAt.Open(Directory, "diff", OpenFlags.Directory | OpenFlags.ReadOnly);
    }

    /// <summary>The layer's directory.</summary>
    public SafeFileHandle Directory { get; }

    /// <summary>Its <c>diff/</c>, which takes the objects.</summary>
    public SafeFileHandle Diff { get; }

    /// <summary>What the layer has to add to the index when it is committed.</summary>
    public IndexRecords Index { get; } = new();

    /// <summary>Makes a new staging directory and takes its lock.</summary>
    public static LayerStaging Create(StoreRoot root)
    {
        MkdirAt.MakeIfMissing(root.Root, BasePath, PrivateMode);
        var stagingBase = OpenAt.Open(root.Root, BasePath, OpenFlags.Directory | OpenFlags.ReadOnly);
        for (var attempt = 1; ; attempt++)
        {
            var name = RandomNumberGenerator.GetHexString(16, lowercase: true);
            MkdirAt.Make(stagingBase, name, PrivateMode);
            try
            {
                var held = RecordLock.Acquire(stagingBase, $"{name}/{LockName}", LockMode.Exclusive);
                return new LayerStaging(root, stagingBase, name, held);
            }
            catch (LinuxException error) when (error.Errno == Errno.ENOENT && attempt < Attempts)
            {
                // A sweep took the directory between its making and its locking.
            }
        }
    }

    /// <summary>Creates a file of the layer's directory for writing.</summary>
    public FileStream CreateFile(string name, uint mode) =>
        new(OpenAt.Open(Directory, name, OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.WriteOnly, mode), FileAccess.Write, 64 * 1024);

    /// <summary>Creates a file beside the layer's directory, which <see cref="MoveFile"/> puts elsewhere.</summary>
    public FileStream CreateSideFile(string name, uint mode) =>
        new(OpenAt.Open(_base, $"{_name}/{name}", OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.WriteOnly, mode), FileAccess.Write, 64 * 1024);

    /// <summary>Opens a side file for reading.</summary>
    public FileStream OpenSideFile(string name) =>
        new(OpenAt.Open(_base, $"{_name}/{name}", OpenFlags.ReadOnly | OpenFlags.NoFollow), FileAccess.Read, 64 * 1024);

    /// <summary>Puts a side file in the place of another.</summary>
    public void ReplaceSideFile(string name, string replaced) => MoveFile(name, _base, $"{_name}/{replaced}");

    /// <summary>Moves a side file to its place below <paramref name="target"/>, over what is there.</summary>
    public void MoveFile(string name, SafeFileHandle target, string path) =>
        RenameAt.Rename(_base, $"{_name}/{name}", target, path, RenameFlags.None);

    /// <summary>Moves the finished layer's directory to its place, where nothing may be.</summary>
    public void MoveLayer(SafeFileHandle target, string path)
    {
        RenameAt.Rename(_base, $"{_name}/{LayerName}", target, path, RenameFlags.NoReplace);
        _isMoved = true;
    }

    /// <summary>Removes what was not moved out, with the objects that no layer has. May be called again.</summary>
    public void Dispose()
    {
        if (_base.IsClosed)
        {
            return;
        }

        if (!_isMoved)
        {
            using var pool = ObjectPool.Open(_root.Root);
            ObjectRelease.Run(pool, Diff);
        }

        Directory.Dispose();
        Diff.Dispose();
        TreeRemover.Remove(_base, _name);
        ObjectHolders.Remove(_root.Root, _name);
        _lock.Dispose();
        _base.Dispose();
    }
}
