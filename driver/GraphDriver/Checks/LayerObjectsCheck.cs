using System.Collections.Concurrent;
using System.Runtime.Intrinsics;
using System.Text;
using GraphDriver.Composefs.Erofs;
using GraphDriver.Composefs.Tree;
using GraphDriver.ComposefsImages;
using GraphDriver.Layers;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Checks;

/// <summary>Checks that a layer's <c>composefs.blob</c> is well-formed, and every object that it names, on all cores.</summary>
internal sealed class LayerObjectsCheck(StoreRoot root, ObjectVerifier verifier, FindingList findings, ObjectFindings objects)
{
    private long _count;

    /// <summary>How many objects were looked at.</summary>
    public long Count => _count;

    /// <summary>Whether a layer has a blob.</summary>
    public static bool HasBlob(StoreRoot root, LayerId layer) =>
        Statx.TryQuery(root.Root, $"{LayerDirectories.PathOf(layer)}/{LayerDirectories.BlobPath}", StatFlags.NoFollow, out _) == Errno.None;

    /// <summary>Checks one layer that has a blob.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void Run(LayerId layer, CancellationToken cancellationToken)
    {
        if (ReadTree(layer, out var isOwn) is not { } tree)
        {
            return;
        }

        using var diff = OpenAt.Open(root.Root, $"{LayerDirectories.PathOf(layer)}/diff", OpenFlags.Directory | OpenFlags.ReadOnly | OpenFlags.NoFollow);
        var files = Distinct(tree);
        Interlocked.Add(ref _count, files.Count);
        var lost = new ConcurrentBag<RegularFileNode>();
        AllCores.ForEach(files, file => Look(layer, diff, file, lost, cancellationToken), cancellationToken);
        if (lost.IsEmpty)
        {
            return;
        }

        if (isOwn && HasUnnamed(diff, files))
        {
            AddDamagedBlob(layer, "names objects that are not there, and not those that are");
            return;
        }

        foreach (var file in lost)
        {
            objects.Add(ObjectState.Missing, Encoding.UTF8.GetString(TreeObjects.Relative(file.Redirect)), file.Size, layer);
        }
    }

    private FileTree? ReadTree(LayerId layer, out bool isOwn)
    {
        isOwn = false;
        var path = $"{LayerDirectories.PathOf(layer)}/{LayerDirectories.BlobPath}";
        try
        {
            using var image = ImageFile.Open(root.Root, path);
            isOwn = new ImageReader(image).Form == ImageForm.Layer;
            return image.ReadTree();
        }
        catch (InvalidDataException error)
        {
            findings.Add(FindingKind.DamagedBlob, layer, path, $"is malformed: {error.Message}");
        }
        catch (LinuxException error) when (error.Errno is Errno.EIO or Errno.ELOOP or Errno.EISDIR)
        {
            findings.Add(FindingKind.DamagedBlob, layer, path, $"cannot be read: {error.Message}");
        }

        return null;
    }

    /// <summary>One file for each object; what keeps its content in the image itself has none.</summary>
    private static List<RegularFileNode> Distinct(FileTree tree)
    {
        var seen = new HashSet<Vector256<byte>>();
        Span<byte> name = stackalloc byte[32];
        var files = new List<RegularFileNode>();
        foreach (var file in TreeObjects.FilesOf(tree.Root))
        {
            if (file.RedirectLength > 0 && (!file.TryGetObject(name) || seen.Add(Vector256.Create<byte>(name))))
            {
                files.Add(file);
            }
        }

        return files;
    }

    /// <summary>A layer of ours holds what its blob names and nothing else: where it does, the blob was changed, not the layer emptied.</summary>
    private static bool HasUnnamed(SafeFileHandle diff, List<RegularFileNode> files)
    {
        var named = files.Select(file => Encoding.UTF8.GetString(TreeObjects.Relative(file.Redirect))).ToHashSet();
        return Objects.ObjectPool.EntriesOf(diff).Any(entry => !named.Contains($"{Encoding.ASCII.GetString(entry.Shard)}/{Encoding.ASCII.GetString(entry.Name)}"));
    }

    private void Look(LayerId layer, SafeFileHandle diff, RegularFileNode file, ConcurrentBag<RegularFileNode> lost, CancellationToken cancellationToken)
    {
        var path = TreeObjects.Relative(file.Redirect);
        var state = verifier.Look(diff, path, file.Size, file.Verity, cancellationToken);
        switch (state.Kind)
        {
            case null:
                break;
            case FindingKind.MissingObject:
                lost.Add(file);
                break;
            case FindingKind.DamagedBlob:
                AddDamagedBlob(layer, state.What);
                break;
            default:
                objects.Add(state, Encoding.UTF8.GetString(path), file.Size, layer);
                break;
        }
    }

    private void AddDamagedBlob(LayerId layer, string what) =>
        findings.Add(FindingKind.DamagedBlob, layer, $"{LayerDirectories.PathOf(layer)}/{LayerDirectories.BlobPath}", what);
}
