using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Mounts;
using GraphDriver.Objects;

namespace GraphDriver.Mounts;

/// <summary>
/// Checks that <c>verity=require</c> can be kept. The kernel takes the option on a file system that cannot seal files and
/// on objects that were never sealed, and then fails every read; and it checks nothing of a layer of plain files.
/// </summary>
internal static class VerityRequirement
{
    /// <param name="plan">The mount.</param>
    /// <param name="layers">The layers that it gives out, but for one that it writes to.</param>
    /// <param name="scratch">A folder on the file system of the layers, for the probe.</param>
    /// <exception cref="NotSupportedException">Kernel or file system cannot, with its own words; or a layer names no digests.</exception>
    /// <exception cref="InvalidDataException">A layer has objects and not one is sealed.</exception>
    public static void Check(MountPlan plan, IEnumerable<OverlayLayer> layers, Func<string> scratch)
    {
        if (!plan.Options.Contains(new MountOption("verity", "require")))
        {
            return;
        }

        var features = KernelFeatures.Of(scratch());
        if ((features.VerityRequire.Refusal ?? features.FsVerity.Refusal) is { } refusal)
        {
            throw new NotSupportedException($"verity=require is asked for, but cannot be kept here: {refusal}");
        }

        foreach (var layer in layers)
        {
            CheckLayer(layer);
        }
    }

    /// <summary>One object that is not sealed among others is the kernel's to refuse, when it is read; here one sealed object is enough.</summary>
    internal static void CheckLayer(OverlayLayer layer)
    {
        if (!layer.IsComposefs)
        {
            throw new NotSupportedException($"verity=require is asked for, but the layer {layer.Id} keeps plain files, for which no fs-verity digests are known");
        }

        var isEmpty = true;
        foreach (var status in Objects(layer.Diff))
        {
            if (status.Attributes.HasFlag(StatAttributes.Verity))
            {
                return;
            }

            isEmpty = false;
        }

        if (!isEmpty)
        {
            throw new InvalidDataException(
                $"verity=require is asked for, but the objects of the layer {layer.Id} are not sealed by fs-verity: seal the files in {layer.Diff} "
                + "with 'graphdriver composefs seal', or remove the image and pull it with mountopt = \"verity=require\" in storage.conf");
        }
    }

    private static IEnumerable<FileStatus> Objects(string path)
    {
        using var diff = OpenAt.Open(path, OpenFlags.Directory);
        foreach (var entry in DirectoryReader.Read(diff).Where(entry => entry.Name.Length == ObjectPath.ShardLength))
        {
            using var shard = OpenAt.Open(diff, entry.Name, OpenFlags.Directory | OpenFlags.NoFollow);
            foreach (var file in DirectoryReader.Read(shard))
            {
                yield return Statx.Query(shard, file.Name);
            }
        }
    }
}
