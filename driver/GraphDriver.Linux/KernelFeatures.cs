using System.Collections.Concurrent;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Mounts;
using GraphDriver.Linux.Verity;

namespace GraphDriver.Linux;

/// <summary>
/// What the kernel, and the file system of one directory, can do: each found out by trying it in a scratch directory when
/// first asked for, and remembered for the life of the process only, as a reboot changes the answer.
/// </summary>
public sealed class KernelFeatures
{
    private const uint OwnerOnly = 0x1C0;

    private static readonly ConcurrentDictionary<string, KernelFeatures> Known = new(StringComparer.Ordinal);

    private readonly Lazy<KernelFeature> _openAt2;
    private readonly Lazy<KernelFeature> _openTree;
    private readonly Lazy<KernelFeature> _overlay;
    private readonly Lazy<KernelFeature> _dataOnlyLowers;
    private readonly Lazy<KernelFeature> _volatile;
    private readonly Lazy<KernelFeature> _verityRequire;
    private readonly Lazy<KernelFeature> _userXattr;
    private readonly Lazy<KernelFeature> _layerHandles;
    private readonly Lazy<KernelFeature> _erofs;
    private readonly Lazy<KernelFeature> _erofsFromFile;
    private readonly Lazy<KernelFeature> _fsVerity;

    private KernelFeatures(string directory)
    {
        Directory = directory;
        _openAt2 = new(TryOpenAt2);
        _openTree = new(() => KernelFeature.Try(
            () => Mounts.OpenTree.Clone(WorkingDirectory.Handle, directory).Dispose()));
        _overlay = new(() => TryOverlay());
        _dataOnlyLowers = new(() => TryOverlay(data: true, options: [new("metacopy", "on"), new("redirect_dir", "on")]));
        _volatile = new(() => TryOverlay(options: new MountOption("volatile")));
        _verityRequire = new(() => TryOverlay(options: [new("metacopy", "on"), new("redirect_dir", "on"), new("verity", "require")]));
        _userXattr = new(() => TryOverlay(options: new MountOption("userxattr")));
        _layerHandles = new(TryLayerHandles);
        _erofs = new(TryErofs);
        _erofsFromFile = new(TryErofsFromFile);
        _fsVerity = new(TryFsVerity);
    }

    /// <summary>The directory that holds the scratch directories.</summary>
    public string Directory { get; }

    /// <summary>openat2(2).</summary>
    public KernelFeature OpenAt2 => _openAt2.Value;

    /// <summary>open_tree(2) with a clone, which needs <c>CAP_SYS_ADMIN</c>.</summary>
    public KernelFeature OpenTree => _openTree.Value;

    /// <summary>An overlay by <c>lowerdir+</c> with an upper in this directory.</summary>
    public KernelFeature Overlay => _overlay.Value;

    /// <summary>Data-only lowers by <c>datadir+</c>.</summary>
    public KernelFeature DataOnlyLowers => _dataOnlyLowers.Value;

    /// <summary>The option <c>volatile</c>.</summary>
    public KernelFeature Volatile => _volatile.Value;

    /// <summary>The option <c>verity=require</c>; whether files can be sealed is <see cref="FsVerity"/>.</summary>
    public KernelFeature VerityRequire => _verityRequire.Value;

    /// <summary>The option <c>userxattr</c>.</summary>
    public KernelFeature UserXattr => _userXattr.Value;

    /// <summary>Handles of detached mounts as layers.</summary>
    public KernelFeature LayerHandles => _layerHandles.Value;

    /// <summary>EROFS at all.</summary>
    public KernelFeature Erofs => _erofs.Value;

    /// <summary>EROFS mounted straight from a file.</summary>
    public KernelFeature ErofsFromFile => _erofsFromFile.Value;

    /// <summary>Sealing of files in this directory.</summary>
    public KernelFeature FsVerity => _fsVerity.Value;

    /// <summary>The features of the kernel with the file system of a directory, which must be writable.</summary>
    public static KernelFeatures Of(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return Known.GetOrAdd(directory, static path => new KernelFeatures(path));
    }

    private static KernelFeature TryOpenAt2()
    {
        var errno = Files.OpenAt2.TryOpen(
            WorkingDirectory.Handle, "/", OpenFlags.PathOnly, 0, ResolveFlags.NoMagicLinks, out var handle);
        handle?.Dispose();
        return KernelFeature.From(errno, "openat2", "/");
    }

    private static KernelFeature TryErofs()
    {
        var errno = FsOpen.TryOpen("erofs", out var context);
        context?.Dispose();
        return KernelFeature.From(errno, "fsopen", "erofs");
    }

    private KernelFeature TryOverlay(bool data = false, params MountOption[] options) =>
        KernelFeature.Try(() =>
        {
            using var scratch = new Scratch(Directory);
            var plan = new MountPlan
            {
                Target = scratch.Path,
                Lowers = [new DirectoryLower(scratch.Make("lower"))],
                DataLowers = data ? [scratch.Make("data")] : [],
                Upper = new UpperLayer(scratch.Make("upper"), scratch.Make("work")),
                Options = options,
            };
            Mounter.MountDetached(plan).Dispose();
        });

    private KernelFeature TryLayerHandles() =>
        KernelFeature.Try(() =>
        {
            using var scratch = new Scratch(Directory);
            using var layer = Mounts.OpenTree.Clone(WorkingDirectory.Handle, scratch.Make("one"));
            using var context = FileSystemContext.Open("overlay");
            context.Set("lowerdir+", layer);
            context.Set("lowerdir+", scratch.Make("two"));
            context.Mount().Dispose();
        });

    /// <summary>A file of zeros is no EROFS: whoever says so has read it, whoever wants a block device has not.</summary>
    private KernelFeature TryErofsFromFile() =>
        KernelFeature.Try(() =>
        {
            using var scratch = new Scratch(Directory);
            var path = System.IO.Path.Combine(scratch.Path, "zeros");
            using var file = OpenAt.Open(path, OpenFlags.ReadWrite | OpenFlags.Create, OwnerOnly);
            FTruncate.Set(file, 1 << 20);
            using var context = FileSystemContext.Open("erofs");
            context.Set("source", HandleName.ProcPath(file));
            try
            {
                context.Mount().Dispose();
            }
            catch (LinuxException e) when (e.Errno is Errno.EINVAL or Errno.EUCLEAN)
            {
                return;
            }
        });

    private KernelFeature TryFsVerity() =>
        KernelFeature.Try(() =>
        {
            using var scratch = new Scratch(Directory);
            var path = System.IO.Path.Combine(scratch.Path, "file");
            using (var writer = OpenAt.Open(path, OpenFlags.WriteOnly | OpenFlags.Create, OwnerOnly))
            {
                WriteFile.Write(writer, "x"u8);
            }

            using var file = OpenAt.Open(path, OpenFlags.ReadOnly);
            EnableVerity.Enable(file);
        });

    private sealed class Scratch : IDisposable
    {
        public Scratch(string parent)
        {
            Path = System.IO.Path.Combine(parent, $".probe-{Guid.NewGuid():N}");
            MkdirAt.Make(WorkingDirectory.Handle, Path, OwnerOnly);
        }

        public string Path { get; }

        public string Make(string name)
        {
            var path = System.IO.Path.Combine(Path, name);
            MkdirAt.Make(WorkingDirectory.Handle, path, OwnerOnly);
            return path;
        }

        public void Dispose() => TreeRemover.Remove(WorkingDirectory.Handle, Path);
    }
}
