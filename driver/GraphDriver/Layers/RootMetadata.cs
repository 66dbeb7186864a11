using GraphDriver.Composefs.Tree;
using GraphDriver.Linux.Files;
using GraphDriver.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Layers;

/// <summary>
/// Mode, owner and time of a layer's root. They also lie on the layer's <c>diff/</c> folder, since podman makes the root
/// of a container like the <c>diff/</c> of the topmost layer, and since a layer whose tar does not describe the root
/// takes it from the layer below.
/// </summary>
internal static class RootMetadata
{
    /// <summary>Gives the root the metadata of the parent layer's.</summary>
    public static void Inherit(StoreRoot root, LayerId parent, DirectoryNode node)
    {
        var status = Statx.Query(root.Root, $"{LayerDirectories.PathOf(parent)}/diff");
        node.Mode = status.Permissions;
        node.Uid = status.Uid;
        node.Gid = status.Gid;
        node.MtimeSeconds = status.MtimeSeconds;
        node.MtimeNanoseconds = status.MtimeNanoseconds;
    }

    /// <summary>Gives the root the metadata of the root of a parent layer that is not in the store yet.</summary>
    public static void Inherit(DirectoryNode parent, DirectoryNode node)
    {
        node.Mode = parent.Mode;
        node.Uid = parent.Uid;
        node.Gid = parent.Gid;
        node.MtimeSeconds = parent.MtimeSeconds;
        node.MtimeNanoseconds = parent.MtimeNanoseconds;
    }

    /// <summary>Puts the root's metadata on the layer's finished <c>diff/</c>.</summary>
    public static void Apply(DirectoryNode node, SafeFileHandle diff)
    {
        FChown.Set(diff, node.Uid, node.Gid);
        FChmod.Set(diff, node.Mode & 0xFFF);
        UtimensAt.Set(diff, node.MtimeSeconds, node.MtimeNanoseconds);
    }
}
