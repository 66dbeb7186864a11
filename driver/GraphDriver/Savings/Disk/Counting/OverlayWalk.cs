using System.Text;
using GraphDriver.Layers;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Savings.Disk.Counting;

/// <summary>Counts the folders of layers, their short names, and at last what is in staging, whose objects may be those of layers.</summary>
internal sealed class OverlayWalk(StoreHolders holders, TreeCounter trees)
{
    private const string StagingName = "staging";

    /// <summary>Counts all below an open <c>overlay/</c>.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void Add(SafeFileHandle overlay)
    {
        foreach (var entry in DirectoryReader.Read(overlay).ToList().OrderBy(entry => entry.ToString() == StagingName))
        {
            var name = entry.ToString();
            switch (name)
            {
                case StoreLayout.Links:
                    trees.In(overlay, name, AddLinks);
                    break;
                case StagingName:
                    trees.In(overlay, name, AddStaging);
                    break;
                default:
                    if (entry.Type == FileType.Directory && LayerId.TryParse(name, out var id) && holders.Of(id) is { } holder)
                    {
                        AddLayer(overlay, name, id, holder);
                    }
                    else
                    {
                        trees.AddAny(overlay, entry, StoreHolders.Store, DiskPart.Other);
                    }

                    break;
            }
        }
    }

    private void AddLayer(SafeFileHandle overlay, string name, LayerId id, int holder)
    {
        using var folder = trees.Open(overlay, name, holder);
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
            trees.AddAny(folder, entry, holder, part);
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
            trees.AddAny(links, entry, HolderOfLink(links, entry) ?? StoreHolders.Store, DiskPart.Links);
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
            trees.AddAny(staging, entry, isLeft ? StoreHolders.Garbage : StoreHolders.Store, DiskPart.Staging);
        }
    }
}
