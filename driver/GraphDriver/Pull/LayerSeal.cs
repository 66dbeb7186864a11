using System.Runtime.ExceptionServices;
using System.Text;
using GraphDriver.Composefs.Tree;
using GraphDriver.ComposefsImages;
using GraphDriver.Layers;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Verity;
using GraphDriver.Objects;
using GraphDriver.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Pull;

/// <summary>
/// Seals a staged layer's objects and metadata image by fs-verity where storage.conf mounts with <c>verity=require</c>, which
/// gives out nothing that is not sealed. A file system that cannot seal is the mount's to refuse: the layer is whole without.
/// </summary>
internal static class LayerSeal
{
    private const int BusyRetries = 1000;

    /// <exception cref="InvalidDataException">An object of the pool is sealed with other content than its name says.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static void Run(ContainerStorage store, StagedLayer layer)
    {
        if (!store.Configuration.RequiresVerity || !TrySeal(layer.Staging.Directory, LayerDirectories.BlobPath))
        {
            return;
        }

        // A seal waits for the disk, so that more threads than processors are worth it.
        var threads = new ParallelOptions { MaxDegreeOfParallelism = 8 };
        try
        {
            Parallel.ForEach(TreeObjects.FilesOf(layer.Tree.Root), threads, file => Seal(store.Root.Root, layer.Staging.Diff, file));
        }
        catch (AggregateException errors)
        {
            ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]);
        }
    }

    /// <summary>An entry of the pool that is sealed with another digest than its content should have goes, so that the next pull brings the content.</summary>
    private static void Seal(SafeFileHandle root, SafeFileHandle diff, RegularFileNode node)
    {
        var path = node.Redirect.AsSpan(1);
        using var file = OpenAt.Open(diff, path, OpenFlags.ReadOnly | OpenFlags.NoFollow);
        Enable(file);
        if (FileDigest.Measure(file) is var actual && actual != node.Verity)
        {
            var name = Encoding.ASCII.GetString(path);
            UnlinkAt.TryUnlink(root, $"{ObjectPool.Folder}/{name}");
            throw new InvalidDataException(
                $"the object {name} of the pool is sealed with the fs-verity digest {actual}, its content has {node.Verity}: it was taken out, pull again");
        }
    }

    private static bool TrySeal(SafeFileHandle directory, string path)
    {
        using var file = OpenAt.Open(directory, path, OpenFlags.ReadOnly | OpenFlags.NoFollow);
        try
        {
            Enable(file);
            return true;
        }
        catch (LinuxException error) when (error.Errno is Errno.EOPNOTSUPP or Errno.ENOTTY)
        {
            return false;
        }
    }

    /// <summary>An object that another layer has just written into the pool may be open for writing for a moment yet.</summary>
    private static void Enable(SafeFileHandle file)
    {
        for (var attempt = 0; ; attempt++)
        {
            var errno = EnableVerity.TryEnable(file);
            if (errno is Errno.None or Errno.EEXIST)
            {
                return;
            }

            if (errno != Errno.ETXTBSY || attempt == BusyRetries)
            {
                throw LinuxException.From(errno, "enable fs-verity", file);
            }

            Thread.Sleep(1);
        }
    }
}
