using System.Runtime.Intrinsics;
using System.Text;
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
        if (ReadTree(layer) is not { } tree)
        {
            return;
        }

        using var diff = OpenAt.Open(root.Root, $"{LayerDirectories.PathOf(layer)}/diff", OpenFlags.Directory | OpenFlags.PathOnly | OpenFlags.NoFollow);
        var files = Distinct(tree);
        Interlocked.Add(ref _count, files.Count);
        AllCores.ForEach(files, file => Look(layer, diff, file, cancellationToken), cancellationToken);
    }

    private FileTree? ReadTree(LayerId layer)
    {
        var path = $"{LayerDirectories.PathOf(layer)}/{LayerDirectories.BlobPath}";
        try
        {
            using var image = ImageFile.Open(root.Root, path);
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

    private void Look(LayerId layer, SafeFileHandle diff, RegularFileNode file, CancellationToken cancellationToken)
    {
        var redirect = file.Redirect!;
        var path = TreeObjects.Relative(redirect);
        var state = verifier.Look(diff, path, file.Size, file.Verity, cancellationToken);
        if (state.Kind == FindingKind.DamagedBlob)
        {
            findings.Add(FindingKind.DamagedBlob, layer, $"{LayerDirectories.PathOf(layer)}/{LayerDirectories.BlobPath}", state.What);
        }
        else if (state.Kind is not null)
        {
            objects.Add(state, Encoding.UTF8.GetString(path), file.Size, layer);
        }
    }
}
