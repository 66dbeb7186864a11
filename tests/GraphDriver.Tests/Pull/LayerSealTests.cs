using System.Security.Cryptography;
using GraphDriver.Composefs.Tree;
using GraphDriver.Composefs.Verity;
using GraphDriver.ComposefsImages;
using GraphDriver.Layers;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Model;
using GraphDriver.Pull;
using GraphDriver.Tests.Mounts;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Tests.Pull;

/// <summary>Sealing on any file system: sealed where it can, else as it was. hack/kernel-vm.sh shows the former.</summary>
public sealed class LayerSealTests
{
    private static readonly byte[] Content = [.. "content"u8];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_layer_is_sealed_where_it_is_asked_for_and_possible(bool isAsked)
    {
        using var store = new MountableStore(isAsked ? ["nodev", "verity=require"] : ["nodev"]);
        Directory.CreateDirectory(store.Home);
        using var layer = Stage(store);
        LayerSeal.Run(store.Storage, layer);
        var canSeal = KernelFeatures.Of(store.GraphRoot).FsVerity.IsSupported;
        Assert.Equal(isAsked && canSeal, IsSealed(layer.Staging.Directory, LayerDirectories.BlobPath));
        Assert.Equal(isAsked && canSeal, IsSealed(layer.Staging.Diff, ObjectName.Insert(2, "/")));
    }

    private static string ObjectName => Convert.ToHexStringLower(SHA256.HashData(Content));

    private static bool IsSealed(SafeFileHandle directory, string path)
    {
        using var file = OpenAt.Open(directory, path, OpenFlags.ReadOnly);
        return FileDigest.Measure(file) is not null;
    }

    private static StagedLayer Stage(MountableStore store)
    {
        var staging = LayerStaging.Create(store.Storage.Root);
        MkdirAt.Make(staging.Diff, ObjectName[..2], 0x1ED);
        using (var file = OpenAt.Open(staging.Diff, ObjectName.Insert(2, "/"), OpenFlags.Create | OpenFlags.WriteOnly, 0x1A4))
        {
            WriteFile.Write(file, Content);
        }

        MkdirAt.Make(staging.Directory, LayerDirectories.BlobFolder, 0x1ED);
        staging.CreateFile(LayerDirectories.BlobPath, 0x1A4).Dispose();
        var tree = new FileTree();
        var node = new RegularFileNode { Mode = 0x81A4, Size = Content.Length, Verity = VerityHasher.Compute(Content) };
        node.SetObject(SHA256.HashData(Content));
        tree.Root.Add("file"u8.ToArray(), node);
        var digest = Digest.Parse($"sha256:{ObjectName}");
        return new StagedLayer(staging)
        {
            Tree = tree,
            HasRootEntry = false,
            Owners = new OwnerSet(),
            DiffId = new DiffId(digest),
            TarSize = 0,
            Compression = LayerCompression.None,
            Blob = new Descriptor { MediaType = "application/vnd.oci.image.layer.v1.tar", Digest = digest, Size = 0 },
        };
    }
}
