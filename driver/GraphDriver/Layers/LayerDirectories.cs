using System.Text;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Objects;
using GraphDriver.Quotas;
using GraphDriver.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Layers;

/// <summary>
/// The directories of layers, <c>overlay/&lt;layer&gt;</c>, in the form that the overlay driver of containers/storage
/// gives them: <c>diff/</c>, <c>link</c> with the short name below <c>overlay/l/</c>, <c>lower</c> with the short names
/// of all that lies below, <c>merged/</c> and <c>work/</c>, <c>empty/</c> where there is no parent.
/// </summary>
/// <param name="root">The storage root.</param>
/// <param name="flush">Whether the files that are made here are on the disk before the layer is.</param>
internal sealed class LayerDirectories(StoreRoot root, bool flush = false) : ILayerDirectories
{
    private const uint PrivateMode = 0x1C0; // 0700
    private const uint PublicMode = 0x1ED; // 0755
    private const uint DefaultRootMode = 0x16D; // 0555, as containers/storage makes the root of a layer without parents
    private const uint FileMode = 0x1A4; // 0644
    private const int MaximumLowerFile = 500 * (LinkName.Length + 3);

    /// <summary>The folder of a layer's directory that holds its image.</summary>
    public const string BlobFolder = "composefs-data";

    /// <summary>The image of the layer's metadata, in the layer's directory.</summary>
    public const string BlobPath = $"{BlobFolder}/composefs.blob";

    /// <summary>Where a layer's directory lies below the storage root.</summary>
    public static string PathOf(LayerId id) => $"overlay/{id}";

    /// <summary>
    /// Completes a staged layer's directory and moves it to its place. The caller holds <c>layers.lock</c> and has the
    /// record written as incomplete.
    /// </summary>
    public void Publish(LayerStaging staging, LayerId id, LayerId parent)
    {
        RemoveLeftover(id);
        var link = Complete(staging.Directory, parent);
        ObjectHolders.Add(root.Root, id.Hex);
        staging.MoveLayer(root.Root, PathOf(id));
        CreateLink(link, id);
    }

    /// <summary>
    /// Makes the directory of a container's layer, whose <c>diff/</c> is the upper: it has the mode and owner of the root
    /// below it.
    /// </summary>
    /// <exception cref="NotSupportedException">It is to have a quota, and the file system has none.</exception>
    /// <exception cref="IOException">A call failed.</exception>
    public void CreateReadWrite(LayerId id, LayerId parent, LayerQuota quota = default)
    {
        RemoveLeftover(id);
        MkdirAt.Make(root.Root, PathOf(id), PrivateMode);
        using var directory = OpenAt.Open(root.Root, PathOf(id), OpenFlags.Directory | OpenFlags.ReadOnly);
        if (!quota.IsNone)
        {
            new LayerQuotas(root).Set(directory, quota);
        }

        MkdirAt.Make(directory, "diff", DefaultRootMode);
        MatchRoot(directory, parent);
        CreateLink(Complete(directory, parent), id);
    }

    /// <summary>The short name of a layer.</summary>
    /// <exception cref="InvalidDataException">The layer's <c>link</c> holds no such name.</exception>
    public string ReadLink(LayerId id)
    {
        var path = $"{PathOf(id)}/link";
        var text = Encoding.ASCII.GetString(ReadBounded(path, LinkName.Length + 1)).TrimEnd('\n');
        return LinkName.IsValid(text) ? text : throw new InvalidDataException($"{root.GraphRootPath}/{path}: '{text}' is no link name");
    }

    /// <summary>What a layer over <paramref name="parent"/> has in its <c>lower</c>.</summary>
    public string LowerOver(LayerId parent)
    {
        var first = $"l/{ReadLink(parent)}";
        var path = $"{PathOf(parent)}/lower";
        return !Exists(path)
            ? first
            : $"{first}:{Encoding.ASCII.GetString(ReadBounded(path, MaximumLowerFile))}";
    }

    private string Complete(SafeFileHandle directory, LayerId parent)
    {
        var link = LinkName.Create();
        Write(directory, "link", link);
        if (!parent.IsEmpty)
        {
            Write(directory, "lower", LowerOver(parent));
        }
        else
        {
            MkdirAt.Make(directory, "empty", PrivateMode);
        }

        MkdirAt.Make(directory, "merged", PrivateMode);
        MkdirAt.Make(directory, "work", PrivateMode);
        return link;
    }

    private void CreateLink(string link, LayerId id)
    {
        MkdirAt.MakeIfMissing(root.Root, "overlay/l", PublicMode);
        SymlinkAt.Create($"../{id}/diff", root.Root, $"overlay/l/{link}");
    }

    private void MatchRoot(SafeFileHandle directory, LayerId parent)
    {
        if (parent.IsEmpty)
        {
            return;
        }

        var below = Statx.Query(root.Root, $"{PathOf(parent)}/diff");
        using var diff = OpenAt.Open(directory, "diff", OpenFlags.Directory | OpenFlags.ReadOnly);
        FChown.Set(diff, below.Uid, below.Gid);
        FChmod.Set(diff, below.Permissions);
    }

    /// <summary>A directory without a record is what is left of a process that died, or of podman's.</summary>
    private void RemoveLeftover(LayerId id)
    {
        if (Exists(PathOf(id)))
        {
            Remove(id);
        }
    }

    /// <summary>Removes a layer's directory, its short name, its quota, and the objects that no other layer has; nothing where there is none.</summary>
    public void Remove(LayerId layer)
    {
        var path = PathOf(layer);
        if (Exists($"{path}/link"))
        {
            RemoveLink(layer);
        }

        if (Exists($"{path}/{BlobPath}") && Exists($"{path}/diff"))
        {
            ReleaseObjects($"{path}/diff");
        }

        var quotas = new LayerQuotas(root);
        var project = quotas.ProjectOf(layer);
        TreeRemover.Remove(root.Root, path);
        ObjectHolders.Remove(root.Root, layer.Hex);
        if (project is { } limited)
        {
            quotas.Clear(limited);
        }
    }

    /// <summary>A store that only other tools have written to has no pool, and gets none for this.</summary>
    private void ReleaseObjects(string path)
    {
        using var pool = ObjectPool.TryOpen(root.Root);
        if (pool is not null)
        {
            using var diff = OpenAt.Open(root.Root, path, OpenFlags.Directory | OpenFlags.ReadOnly | OpenFlags.NoFollow);
            ObjectRelease.Run(pool, diff);
        }
    }

    /// <summary>A damaged <c>link</c> must neither keep the layer nor lead out of <c>overlay/l</c>.</summary>
    private void RemoveLink(LayerId layer)
    {
        var text = Encoding.ASCII.GetString(ReadBounded($"{PathOf(layer)}/link", MaximumLowerFile));
        if (text.Length > 0 && text.All(char.IsAsciiLetterOrDigit))
        {
            UnlinkAt.TryUnlink(root.Root, $"overlay/l/{text}");
        }
    }

    private bool Exists(string path) => Statx.TryQuery(root.Root, path, StatFlags.NoFollow, out _) == Errno.None;

    private byte[] ReadBounded(string path, int maximum)
    {
        using var file = OpenAt2.Open(root.Root, path, OpenFlags.ReadOnly, 0, ResolveFlags.InRoot | ResolveFlags.NoSymlinks);
        return ReadFile.ReadAll(file, maximum);
    }

    private void Write(SafeFileHandle directory, string name, string text)
    {
        using var file = OpenAt.Open(directory, name, OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.WriteOnly, FileMode);
        WriteFile.Write(file, Encoding.ASCII.GetBytes(text));
        if (flush)
        {
            Fdatasync.Flush(file);
        }
    }
}
