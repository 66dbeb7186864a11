using System.Text;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Store;
using GraphDriver.Store.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Checks;

/// <summary>
/// The records of a store and the names in its folders, as they are at one moment: whoever changes both holds the locks that this holds
/// until it is disposed, so that a record without its folder is damage and nothing that is under way.
/// </summary>
internal sealed class StoreListing : IDisposable
{
    private readonly List<IDisposable> _locks = [];

    private StoreListing()
    {
    }

    /// <summary>The layers, incomplete ones too; null where their file cannot be read.</summary>
    public LayerSnapshot? Layers { get; private set; }

    /// <summary>The images; null where their file cannot be read.</summary>
    public ImageSnapshot? Images { get; private set; }

    /// <summary>The containers; null where their file cannot be read.</summary>
    public ContainerSnapshot? Containers { get; private set; }

    /// <summary>The layers of additional stores, in the order of the configuration.</summary>
    public required IReadOnlyList<LayerSnapshot> AdditionalLayers { get; init; }

    /// <summary>The mounts that are counted; none where their file cannot be read.</summary>
    public IReadOnlyList<MountPoint> MountPoints { get; private set; } = [];

    /// <summary>The layers that have a directory.</summary>
    public IReadOnlySet<LayerId> Directories { get; private set; } = new HashSet<LayerId>();

    /// <summary>The layers that have a tar-split.</summary>
    public IReadOnlySet<LayerId> TarSplits { get; private set; } = new HashSet<LayerId>();

    /// <summary>The layers that have a folder of big data.</summary>
    public IReadOnlySet<LayerId> LayerData { get; private set; } = new HashSet<LayerId>();

    /// <summary>The images that have a folder of big data.</summary>
    public IReadOnlySet<ImageId> ImageData { get; private set; } = new HashSet<ImageId>();

    /// <summary>The targets of the links below <c>overlay/l</c> by their names.</summary>
    public IReadOnlyDictionary<string, string> Links { get; private set; } = new Dictionary<string, string>();

    /// <summary>The paths, below the root, of files whose writers died: who writes one holds the lock.</summary>
    public IReadOnlyList<string> TemporaryFiles { get; private set; } = [];

    /// <summary>Takes the shared locks and reads.</summary>
    /// <param name="store">The store.</param>
    /// <param name="findings">Gets the files that cannot be read.</param>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static StoreListing Read(ContainerStorage store, FindingList findings)
    {
        var additional = store.AdditionalStores.Select(one => one.Layers?.Read()).OfType<LayerSnapshot>().ToList();
        var listing = new StoreListing { AdditionalLayers = additional };
        try
        {
            listing.Layers = listing.Hold(store.Layers.BeginReadAsIs, $"{StoreLayout.Layers}/layers.json", findings);
            listing.Images = listing.Hold(store.Images.BeginRead, $"{StoreLayout.Images}/images.json", findings);
            listing.Containers = listing.Hold(store.Containers.BeginRead, $"{StoreLayout.Containers}/containers.json", findings);
            listing.MountPoints = ReadMountPoints(store, findings);
            listing.ListFolders(store);
            return listing;
        }
        catch
        {
            listing.Dispose();
            throw;
        }
    }

    /// <summary>A layer of the store or of an additional one; null where there is none.</summary>
    public LayerRecord? FindLayer(LayerId id) =>
        Layers?.Find(id) ?? AdditionalLayers.Select(layers => layers.Find(id)).FirstOrDefault(layer => layer is not null);

    /// <summary>The layers from one down to the lowest; null where one is missing or is its own ancestor.</summary>
    public IReadOnlyList<LayerRecord>? ChainOf(LayerId top)
    {
        var chain = new List<LayerRecord>();
        var seen = new HashSet<LayerId>();
        for (var id = top; !id.IsEmpty; id = chain[^1].Parent)
        {
            if (!seen.Add(id) || FindLayer(id) is not { } layer)
            {
                return null;
            }

            chain.Add(layer);
        }

        return chain;
    }

    /// <summary>Releases the locks; what was read stays.</summary>
    public void Dispose()
    {
        _locks.Reverse();
        _locks.ForEach(one => one.Dispose());
        _locks.Clear();
    }

    private TSnapshot? Hold<TSnapshot>(Func<RecordReader<TSnapshot>> begin, string file, FindingList findings)
        where TSnapshot : class
    {
        try
        {
            var reader = begin();
            _locks.Add(reader);
            return reader.Records;
        }
        catch (InvalidDataException error)
        {
            findings.Add(FindingKind.DamagedRecords, file, error.Message);
            return null;
        }
    }

    private static IReadOnlyList<MountPoint> ReadMountPoints(ContainerStorage store, FindingList findings)
    {
        try
        {
            return store.MountPoints.Read();
        }
        catch (InvalidDataException error)
        {
            findings.Add(FindingKind.DamagedRecords, $"{StoreLayout.Layers}/mountpoints.json of the run root", error.Message);
            return [];
        }
    }

    private void ListFolders(ContainerStorage store)
    {
        var root = store.Root.Root;
        Directories = Layered(Names(root, StoreLayout.Overlay));
        LayerData = Layered(Names(store.Layers.Folder.Handle, "."));
        TarSplits = Layered(Names(store.Layers.Folder.Handle, ".")
            .Where(name => name.EndsWith(LayerStore.TarSplitSuffix, StringComparison.Ordinal))
            .Select(name => name[..^LayerStore.TarSplitSuffix.Length]));
        ImageData = Names(store.Images.Folder.Handle, ".")
            .Select(name => ImageId.TryParse(name, out var id) ? id : default).Where(id => !id.IsEmpty).ToHashSet();
        Links = ReadLinks(root);
        TemporaryFiles =
        [
            .. FindTemporary(Layers, StoreLayout.Layers, store.Layers.Folder),
            .. FindTemporary(Images, StoreLayout.Images, store.Images.Folder),
            .. FindTemporary(Containers, StoreLayout.Containers, store.Containers.Folder),
        ];
    }

    /// <summary>None where the records cannot be read: their lock is not held then.</summary>
    private static IEnumerable<string> FindTemporary(object? records, string name, StoreFolder folder) =>
        records is null ? [] : Store.Files.TemporaryFiles.Find(folder).Select(path => $"{name}/{path}");

    private static HashSet<LayerId> Layered(IEnumerable<string> names) =>
        [.. names.Select(name => LayerId.TryParse(name, out var id) ? id : default).Where(id => !id.IsEmpty)];

    private static List<string> Names(SafeFileHandle parent, string folder)
    {
        using var opened = OpenAt.Open(parent, folder, OpenFlags.Directory | OpenFlags.ReadOnly | OpenFlags.NoFollow);
        return [.. DirectoryReader.Read(opened).Select(entry => entry.ToString())];
    }

    private static Dictionary<string, string> ReadLinks(SafeFileHandle root)
    {
        using var folder = OpenAt.Open(root, $"{StoreLayout.Overlay}/{StoreLayout.Links}", OpenFlags.Directory | OpenFlags.ReadOnly | OpenFlags.NoFollow);
        var links = new Dictionary<string, string>();
        foreach (var entry in DirectoryReader.Read(folder).ToList())
        {
            links[entry.ToString()] = ReadLinkAt.TryRead(folder, entry.Name, out var target) == Errno.None ? Encoding.UTF8.GetString(target) : "";
        }

        return links;
    }
}
