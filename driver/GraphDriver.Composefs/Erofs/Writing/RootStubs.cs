using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Erofs.Writing;

/// <summary>
/// The whiteouts <c>00</c> to <c>ff</c> in the root of a stand-alone image, which hide the data directory's object folders from the mount.
/// </summary>
internal static class RootStubs
{
    private const int Count = 256;

    private static readonly byte[] Selinux = [.. "security.selinux"u8];

    /// <summary>A copy of a root's entries, with a stub for each name that it does not have.</summary>
    public static DirectoryNode AddTo(DirectoryNode root)
    {
        var copy = new DirectoryNode();
        copy.CopyEntries(root);
        Span<byte> name = stackalloc byte[2];
        for (var i = 0; i < Count; i++)
        {
            Convert.TryToHexStringLower([(byte)i], name, out _);
            if (root.Find(name) is null)
            {
                copy.Add(name, Create(root));
            }
        }

        return copy;
    }

    private static DeviceNode Create(DirectoryNode root)
    {
        var stub = DeviceNode.CreateWhiteout();
        stub.Mode = 0x1A4;
        (stub.Uid, stub.Gid) = (root.Uid, root.Gid);
        (stub.MtimeSeconds, stub.MtimeNanoseconds) = (root.MtimeSeconds, root.MtimeNanoseconds);
        if (root.GetXattr(Selinux) is { } label)
        {
            stub.SetXattr(Selinux, label);
        }

        stub.Set(NodeFlags.RootStub);
        return stub;
    }
}
