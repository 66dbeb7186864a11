using System.Text;
using GraphDriver.Layers;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Store;

namespace GraphDriver.Checks.Repair;

/// <summary>
/// Makes short names, their links and the notes of the layers below again, under the lock of layers. A short name that a link still gives is
/// kept: mounts and layers above speak of it.
/// </summary>
internal sealed class LinkRepair(ContainerStorage store)
{
    private const uint FileMode = 0x1A4; // 0644

    /// <summary>Mends all layers; removes links to layers that are not there.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void Run()
    {
        using var transaction = store.Layers.BeginWrite();
        var layers = transaction.Records.Records.Where(layer => Exists($"{LayerDirectories.PathOf(layer.Id)}/diff")).ToList();
        var links = ReadLinks();
        foreach (var layer in layers)
        {
            MendLink(layer.Id, links);
        }

        foreach (var layer in layers)
        {
            MendLower(layer, transaction.Records);
        }

        foreach (var (name, layer) in links.Where(link => !Exists($"{StoreLayout.Overlay}/{link.Layer}")))
        {
            UnlinkAt.TryUnlink(store.Root.Root, LinkPath(name));
        }
    }

    /// <summary>A short name that leads to a layer; null where none does.</summary>
    public string? FindName(LayerId layer) => ReadLinks().Find(link => link.Layer == layer.Hex).Name;

    /// <summary>Gives a layer the short name that it had, instead of the new one.</summary>
    public void KeepName(LayerId layer, string? name)
    {
        if (name is not null && LinkCheck.NameOf(store.Root, layer) is { } added && added != name)
        {
            Write($"{LayerDirectories.PathOf(layer)}/link", name);
            UnlinkAt.TryUnlink(store.Root.Root, LinkPath(added));
            MendLink(layer, ReadLinks());
        }
    }

    private void MendLink(LayerId layer, List<(string Name, string Layer)> links)
    {
        var file = $"{LayerDirectories.PathOf(layer)}/link";
        var name = LinkCheck.NameOf(store.Root, layer);
        if (name is null || (links.Exists(link => link.Name == name && link.Layer != layer.Hex) && links.Exists(link => link.Layer == layer.Hex)))
        {
            name = links.Find(link => link.Layer == layer.Hex).Name ?? LinkName.Create();
            Write(file, name);
        }

        if (!links.Contains((name, layer.Hex)))
        {
            UnlinkAt.TryUnlink(store.Root.Root, LinkPath(name));
            SymlinkAt.Create($"../{layer}/diff", store.Root.Root, LinkPath(name));
            links.RemoveAll(link => link.Name == name);
            links.Add((name, layer.Hex));
        }
    }

    private void MendLower(LayerRecord layer, LayerSnapshot layers)
    {
        var path = $"{LayerDirectories.PathOf(layer.Id)}/lower";
        if (layer.Parent.IsEmpty)
        {
            UnlinkAt.TryUnlink(store.Root.Root, path);
            return;
        }

        var names = new List<string>();
        for (var below = layers.Find(layer.Parent); ; below = layers.Find(below.Parent))
        {
            // What stands on a layer of another store, or on one that is missing, keeps what it has.
            if (below is null || LinkCheck.NameOf(store.Root, below.Id) is not { } name || names.Count > layers.Records.Count)
            {
                return;
            }

            names.Add($"{StoreLayout.Links}/{name}");
            if (below.Parent.IsEmpty)
            {
                break;
            }
        }

        Write(path, string.Join(':', names));
    }

    private void Write(string path, string text)
    {
        if (OpenAt.TryOpen(store.Root.Root, path, OpenFlags.ReadOnly | OpenFlags.NoFollow, 0, out var present) == Errno.None)
        {
            using (present)
            {
                if (Statx.Query(present!).Size == text.Length && Encoding.ASCII.GetString(ReadFile.ReadAll(present!, text.Length)) == text)
                {
                    return;
                }
            }
        }

        var beside = $"{path}~";
        UnlinkAt.TryUnlink(store.Root.Root, beside);
        using (var file = OpenAt.Open(store.Root.Root, beside, OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.WriteOnly, FileMode))
        {
            WriteFile.Write(file, Encoding.ASCII.GetBytes(text));
            Fdatasync.Flush(file);
        }

        RenameAt.Rename(store.Root.Root, beside, store.Root.Root, path, RenameFlags.None);
    }

    private List<(string Name, string Layer)> ReadLinks()
    {
        using var folder = OpenAt.Open(store.Root.Root, $"{StoreLayout.Overlay}/{StoreLayout.Links}", OpenFlags.Directory | OpenFlags.ReadOnly | OpenFlags.NoFollow);
        return [.. DirectoryReader.Read(folder).ToList()
            .Select(entry => (Name: entry.ToString(), Layer: ReadLinkAt.TryRead(folder, entry.Name, out var target) == Errno.None ? LinkCheck.LayerOf(Encoding.UTF8.GetString(target)) : ""))
            .Where(link => LayerId.TryParse(link.Layer, out _))];
    }

    private static string LinkPath(string name) => $"{StoreLayout.Overlay}/{StoreLayout.Links}/{name}";

    private bool Exists(string path) => Statx.TryQuery(store.Root.Root, path, StatFlags.NoFollow, out _) == Errno.None;
}
