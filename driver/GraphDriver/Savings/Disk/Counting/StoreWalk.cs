using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Store;
using GraphDriver.Store.Files;
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

    private readonly TreeCounter _trees = new(inodes, cancellationToken);

    /// <summary>Counts the whole root.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Run()
    {
        inodes.TryAddDirectory(root, StoreHolders.Store, DiskPart.Directories);
        foreach (var entry in DirectoryReader.Read(root).ToList().OrderBy(entry => entry.ToString() == Own))
        {
            AddTop(entry, entry.ToString());
        }
    }

    private void AddTop(in DirectoryEntry entry, string name)
    {
        switch (name)
        {
            case StoreLayout.Overlay:
                _trees.In(root, name, new OverlayWalk(holders, _trees).Add);
                break;
            case StoreLayout.Layers:
                _trees.In(root, name, folder => AddRecords(folder, LayerPart));
                break;
            case StoreLayout.Images:
                _trees.In(root, name, folder => AddRecords(folder, ImagePart));
                break;
            case StoreLayout.Containers:
                _trees.In(root, name, folder => AddRecords(folder, ContainerPart));
                break;
            case Own:
                _trees.In(root, name, new OwnFolderWalk(holders, inodes, _trees).Add);
                break;
            case StoreLayout.StorageLock or StoreLayout.UserNamespaceLock:
                _trees.AddAny(root, entry, StoreHolders.Store, DiskPart.Records);
                break;
            case Volumes when entry.Type == FileType.Directory:
                _trees.Add(root, entry.Name, StoreHolders.Store, DiskPart.Volumes, DiskPart.Volumes);
                break;
            default:
                _trees.AddAny(root, entry, StoreHolders.Store, DiskPart.Other);
                break;
        }
    }

    /// <summary>A folder of records, with the folders and files that belong to one of them, and what was left half written.</summary>
    private void AddRecords(SafeFileHandle folder, Func<string, (int Holder, DiskPart Part)?> partOf)
    {
        foreach (var entry in DirectoryReader.Read(folder))
        {
            if (partOf(entry.ToString()) is not { } owner)
            {
                var holder = TemporaryFiles.IsTemporary(entry) ? StoreHolders.Garbage : StoreHolders.Store;
                _trees.AddAny(folder, entry, holder, entry.Type == FileType.Directory ? DiskPart.Other : DiskPart.Records);
            }
            else if (entry.Type == FileType.Directory)
            {
                AddData(folder, entry, owner.Holder, owner.Part);
            }
            else
            {
                _trees.AddAny(folder, entry, owner.Holder, owner.Part);
            }
        }
    }

    private void AddData(SafeFileHandle parent, in DirectoryEntry entry, int holder, DiskPart part)
    {
        using var folder = _trees.Open(parent, entry.Name, holder);
        if (folder is not null)
        {
            foreach (var inner in DirectoryReader.Read(folder))
            {
                _trees.AddAny(folder, inner, TemporaryFiles.IsTemporary(inner) ? StoreHolders.Garbage : holder, part);
            }
        }
    }

    private (int Holder, DiskPart Part)? LayerPart(string name)
    {
        var isTarSplit = name.EndsWith(LayerStore.TarSplitSuffix, StringComparison.Ordinal);
        return LayerId.TryParse(isTarSplit ? name[..^LayerStore.TarSplitSuffix.Length] : name, out var id)
            ? (holders.Of(id) ?? StoreHolders.Store, isTarSplit ? DiskPart.TarSplits : DiskPart.LayerData)
            : null;
    }

    private (int Holder, DiskPart Part)? ImagePart(string name) =>
        ImageId.TryParse(name, out var id) ? (holders.Of(id) ?? StoreHolders.Garbage, DiskPart.ImageData) : null;

    private (int Holder, DiskPart Part)? ContainerPart(string name) =>
        ContainerId.TryParse(name, out var id) && holders.Of(id) is { } holder ? (holder, DiskPart.ContainerData) : null;
}
