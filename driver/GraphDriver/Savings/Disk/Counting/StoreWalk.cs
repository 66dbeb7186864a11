using System.Text;
using GraphDriver.Layers;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Objects;
using GraphDriver.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Savings.Disk.Counting;

/// <summary>
/// Walks a storage root once and counts every file for whom it belongs to. Layers come first and the pool comes last, so that an object is known as a
/// layer's when its other names are met.
/// </summary>
internal sealed class StoreWalk(SafeFileHandle root, StoreHolders holders, InodeCounter inodes, CancellationToken cancellationToken)
{
    private const string Own = "graphdriver";
    private const string Volumes = "volumes";
    private const string PoolName = "objects";
    private const string HoldersName = "holders";
    private const string StagingName = "staging";

    private readonly TreeCounter _trees = new(inodes, cancellationToken);

    /// <summary>Counts the whole root.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Run()
    {
        inodes.TryAddDirectory(root, StoreHolders.Store, DiskPart.Directories);
        foreach (var entry in Ordered(root, name => name == Own))
        {
            AddTop(entry, entry.ToString());
        }
    }

    private void AddTop(in DirectoryEntry entry, string name)
    {
        switch (name)
        {
            case StoreLayout.Overlay:
                In(root, name, AddOverlay);
                break;
            case StoreLayout.Layers:
                In(root, name, folder => AddRecords(folder, LayerPart));
                break;
            case StoreLayout.Images:
                In(root, name, folder => AddRecords(folder, text => ImageId.TryParse(text, out var id) ? (holders.Of(id) ?? StoreHolders.Garbage, DiskPart.ImageData) : null));
                break;
            case StoreLayout.Containers:
                In(root, name, folder => AddRecords(folder, text => ContainerId.TryParse(text, out var id) && holders.Of(id) is { } holder ? (holder, DiskPart.ContainerData) : null));
                break;
            case Own:
                In(root, name, AddOwn);
                break;
            case StoreLayout.StorageLock or StoreLayout.UserNamespaceLock:
                AddAny(root, entry, StoreHolders.Store, DiskPart.Records);
                break;
            case Volumes when entry.Type == FileType.Directory:
                _trees.Add(root, entry.Name, StoreHolders.Store, DiskPart.Volumes, DiskPart.Volumes);
                break;
            default:
                AddAny(root, entry, StoreHolders.Store, DiskPart.Other);
                break;
        }
    }

    private void AddOverlay(SafeFileHandle overlay)
    {
        foreach (var entry in Ordered(overlay, name => name == StagingName))
        {
            var name = entry.ToString();
            switch (name)
            {
                case StoreLayout.Links:
                    In(overlay, name, AddLinks);
                    break;
                case StagingName:
                    In(overlay, name, AddStaging);
                    break;
                default:
                    if (entry.Type == FileType.Directory && LayerId.TryParse(name, out var id) && holders.Of(id) is { } holder)
                    {
                        AddLayer(overlay, name, id, holder);
                    }
                    else
                    {
                        AddAny(overlay, entry, StoreHolders.Store, DiskPart.Other);
                    }

                    break;
            }
        }
    }

    private void AddLayer(SafeFileHandle overlay, string name, LayerId id, int holder)
    {
        using var folder = _trees.Open(overlay, name, holder);
        if (folder is null)
        {
            return;
        }

        var files = FormOf(folder, holders.OfContainers.Contains(id)) switch
        {
            LayerForm.Composefs => DiskPart.Objects,
            LayerForm.Container => DiskPart.ContainerFiles,
            _ => DiskPart.LayerFiles,
        };
        foreach (var entry in DirectoryReader.Read(folder))
        {
            var part = entry.ToString() switch
            {
                "diff" => files,
                LayerDirectories.BlobFolder => DiskPart.Blobs,
                "link" or "lower" => DiskPart.Links,
                _ when files == DiskPart.ContainerFiles => files,
                _ => DiskPart.Other,
            };
            AddAny(folder, entry, holder, part);
        }
    }

    /// <summary>The form of the layer in an open folder.</summary>
    public static LayerForm FormOf(SafeFileHandle folder, bool isOfContainer) =>
        isOfContainer ? LayerForm.Container
        : Statx.TryQuery(folder, LayerDirectories.BlobPath, StatFlags.NoFollow, out _) == Errno.None ? LayerForm.Composefs
        : LayerForm.Plain;

    private void AddLinks(SafeFileHandle links)
    {
        foreach (var entry in DirectoryReader.Read(links))
        {
            AddAny(links, entry, HolderOfLink(links, entry) ?? StoreHolders.Store, DiskPart.Links);
        }
    }

    private int? HolderOfLink(SafeFileHandle links, in DirectoryEntry entry) =>
        entry.Type == FileType.SymbolicLink && ReadLinkAt.TryRead(links, entry.Name, out var target) == Errno.None
            && Encoding.ASCII.GetString(target).Split('/') is ["..", var layer, "diff"] && LayerId.TryParse(layer, out var id)
            ? holders.Of(id)
            : null;

    private void AddStaging(SafeFileHandle staging)
    {
        foreach (var entry in DirectoryReader.Read(staging).ToList())
        {
            var isLeft = entry.Type == FileType.Directory && StagingSweep.IsLeft(staging, entry.ToString());
            AddAny(staging, entry, isLeft ? StoreHolders.Garbage : StoreHolders.Store, DiskPart.Staging);
        }
    }

    /// <summary>A folder of records, with the folders and files that belong to one of them.</summary>
    private void AddRecords(SafeFileHandle folder, Func<string, (int Holder, DiskPart Part)?> partOf)
    {
        foreach (var entry in DirectoryReader.Read(folder))
        {
            var owner = partOf(entry.ToString());
            AddAny(folder, entry, owner?.Holder ?? StoreHolders.Store, owner?.Part ?? (entry.Type == FileType.Directory ? DiskPart.Other : DiskPart.Records));
        }
    }

    private (int Holder, DiskPart Part)? LayerPart(string name)
    {
        var isTarSplit = name.EndsWith(LayerStore.TarSplitSuffix, StringComparison.Ordinal);
        return LayerId.TryParse(isTarSplit ? name[..^LayerStore.TarSplitSuffix.Length] : name, out var id)
            ? (holders.Of(id) ?? StoreHolders.Store, isTarSplit ? DiskPart.TarSplits : DiskPart.LayerData)
            : null;
    }

    private void AddOwn(SafeFileHandle own)
    {
        foreach (var entry in DirectoryReader.Read(own))
        {
            switch (entry.ToString())
            {
                case PoolName:
                    In(own, PoolName, AddPool);
                    break;
                case HoldersName:
                    In(own, HoldersName, folder => AddRecords(folder, name => (LayerId.TryParse(name, out var id) ? holders.Of(id) ?? StoreHolders.Store : StoreHolders.Store, DiskPart.Notes)));
                    break;
                default:
                    AddAny(own, entry, StoreHolders.Store, DiskPart.Notes);
                    break;
            }
        }
    }

    private void AddPool(SafeFileHandle pool)
    {
        foreach (var shard in DirectoryReader.Read(pool))
        {
            if (shard.Type != FileType.Directory || shard.Name.Length != ObjectPath.ShardLength)
            {
                AddAny(pool, shard, StoreHolders.Store, DiskPart.Notes);
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            In(pool, shard.Name, folder => AddShard(folder, shard.Name));
        }
    }

    private void AddShard(SafeFileHandle folder, byte[] shard)
    {
        foreach (var entry in DirectoryReader.Read(folder))
        {
            if (entry.Type == FileType.Regular && ObjectPath.IsObject(shard, entry.Name))
            {
                inodes.AddPooled(folder, entry, StoreHolders.Garbage);
            }
            else
            {
                AddAny(folder, entry, StoreHolders.Store, DiskPart.Notes);
            }
        }
    }

    private void AddAny(SafeFileHandle folder, in DirectoryEntry entry, int holder, DiskPart part)
    {
        if (entry.Type == FileType.Directory)
        {
            _trees.Add(folder, entry.Name, holder, part);
        }
        else
        {
            inodes.Add(folder, entry, holder, part);
        }
    }

    private void In(SafeFileHandle parent, LinuxPath name, Action<SafeFileHandle> add)
    {
        using var folder = _trees.Open(parent, name, StoreHolders.Store);
        if (folder is not null)
        {
            add(folder);
        }
    }

    /// <summary>The entries of a folder, those that are to come last at the end.</summary>
    private static List<DirectoryEntry> Ordered(SafeFileHandle folder, Func<string, bool> isLast) =>
        [.. DirectoryReader.Read(folder).ToList().OrderBy(entry => isLast(entry.ToString()))];
}
