using System.Security.Cryptography;
using System.Text;
using GraphDriver.Composefs.Erofs;
using GraphDriver.Composefs.Tree;
using GraphDriver.Composefs.Verity;
using GraphDriver.Configuration;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Mounts;
using GraphDriver.Store;

namespace GraphDriver.Tests.Mounts;

/// <summary>A store with layers as podman and this driver lay them out; what is mounted below it goes with it.</summary>
internal sealed class MountableStore : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("graphdriver-mounts-").FullName;

    public MountableStore(params string[] mountOptions)
        : this(mountOptions.Length == 0 ? "" : $"[storage.options.overlay]\nmountopt = \"{string.Join(',', mountOptions)}\"\n")
    {
    }

    private MountableStore(string lines)
    {
        var file = Path.Combine(_folder, "storage.conf");
        File.WriteAllText(file, $"[storage]\ndriver = \"overlay\"\ngraphroot = \"{GraphRoot}\"\nrunroot = \"{Path.Combine(_folder, "run")}\"\n{lines}");
        Storage = ContainerStorage.Open(StorageConfiguration.Load(new ConfigurationOverrides { ConfigurationFile = file }));
    }

    public ContainerStorage Storage { get; }

    /// <summary>A store that has another one as its additional store.</summary>
    public static MountableStore Over(MountableStore additional) =>
        new($"[storage.options]\nadditionalimagestores = [\"{additional.GraphRoot}\"]\n");

    public string GraphRoot => Path.Combine(_folder, "root");

    public string Home => Path.Combine(GraphRoot, "overlay");

    public string MountPointsFile => Path.Combine(_folder, "run/overlay-layers/mountpoints.json");

    public static LayerId Layer(int number) => LayerId.Parse(number.ToString("x64"));

    public string PathOf(int layer, string name) => Path.Combine(Home, Layer(layer).Hex, name);

    /// <summary>A layer of plain files, as podman keeps it without composefs.</summary>
    public void AddPlain(int number, int? parent, params (string Path, string Content)[] files)
    {
        AddFolder(number, parent);
        foreach (var (path, content) in files)
        {
            var file = PathOf(number, $"diff/{path}");
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, content);
        }

        AddRecord(number, parent);
    }

    /// <summary>A layer of objects under a metadata image. Content null makes a whiteout.</summary>
    public void AddComposefs(int number, int? parent, params (string Path, string? Content)[] files)
    {
        AddFolder(number, parent);
        var tree = new FileTree();
        tree.Root.Mode = 0x41ED;
        foreach (var (path, content) in files)
        {
            var parts = path.Split('/');
            var directory = parts[..^1].Aggregate(tree.Root, Descend);
            directory.Add(Encoding.UTF8.GetBytes(parts[^1]), content is null ? DeviceNode.CreateWhiteout() : AddObject(number, content));
        }

        Directory.CreateDirectory(PathOf(number, "composefs-data"));
        using (var blob = File.Create(PathOf(number, "composefs-data/composefs.blob")))
        {
            LayerImageWriter.Write(tree, blob);
        }

        AddRecord(number, parent);
    }

    /// <summary>Puts the objects of a layer into the pool.</summary>
    public void Pool(int number)
    {
        foreach (var file in Directory.EnumerateFiles(PathOf(number, "diff"), "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(PathOf(number, "diff"), file);
            Directory.CreateDirectory(Path.Combine(GraphRoot, "graphdriver/objects", Path.GetDirectoryName(name)!));
            LinkAt.TryLink(WorkingDirectory.Handle, file, WorkingDirectory.Handle, Path.Combine(GraphRoot, "graphdriver/objects", name));
        }
    }

    public ImageRecord AddImage(char digit, int topLayer)
    {
        using var images = Storage.Images.BeginWrite();
        images.Add(new ImageRecord { Id = ImageId.Parse(new string(digit, 64)), TopLayer = Layer(topLayer), Created = Timestamp.Now });
        images.Save();
        return images.Records.Find(ImageId.Parse(new string(digit, 64)))!;
    }

    public ContainerRecord AddContainer(char digit, int layer, RecordFlags? flags = null)
    {
        using var containers = Storage.Containers.BeginWrite();
        var id = ContainerId.Parse(new string(digit, 64));
        containers.Add(new ContainerRecord { Id = id, LayerId = Layer(layer), Created = Timestamp.Now, Flags = flags ?? RecordFlags.None });
        containers.Save();
        return containers.Records.Find(id)!;
    }

    public void SetParent(int number, int parent)
    {
        using var layers = Storage.Layers.BeginWrite();
        layers.Update(layers.Records.Find(Layer(number))! with { Parent = Layer(parent) });
        layers.Save();
    }

    public IReadOnlyList<MountInfo> MountsBelow()
    {
        var prefix = Encoding.UTF8.GetBytes(_folder);
        return [.. MountInfo.ReadAll().Where(mount => mount.MountPoint.Span.StartsWith(prefix))];
    }

    public void Dispose()
    {
        Storage.Dispose();
        foreach (var mount in MountsBelow().Reverse())
        {
            Umount2.Unmount(mount.MountPoint, UnmountFlags.Detach);
        }

        TreeRemover.Remove(WorkingDirectory.Handle, _folder);
    }

    private static DirectoryNode Descend(DirectoryNode directory, string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        if (directory.Find(bytes) is DirectoryNode found)
        {
            return found;
        }

        var made = new DirectoryNode { Mode = 0x41ED };
        directory.Add(bytes, made);
        return made;
    }

    private RegularFileNode AddObject(int number, string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        var hash = SHA256.HashData(bytes);
        var hex = Convert.ToHexStringLower(hash);
        Directory.CreateDirectory(PathOf(number, $"diff/{hex[..2]}"));
        File.WriteAllBytes(PathOf(number, $"diff/{hex[..2]}/{hex[2..]}"), bytes);
        var node = new RegularFileNode { Mode = 0x81A4, Size = bytes.Length, Verity = VerityHasher.Compute(bytes) };
        node.SetObject(hash);
        return node;
    }

    private void AddFolder(int number, int? parent)
    {
        foreach (var name in (string[])["diff", "work", "merged"])
        {
            Directory.CreateDirectory(PathOf(number, name));
        }

        var link = $"LINK{number:D22}";
        File.WriteAllText(PathOf(number, "link"), link);
        File.CreateSymbolicLink(Path.Combine(Home, "l", link), $"../{Layer(number).Hex}/diff");
        if (parent is not { } below)
        {
            Directory.CreateDirectory(PathOf(number, "empty"));
            return;
        }

        var lower = PathOf(below, "lower");
        var rest = File.Exists(lower) ? ":" + File.ReadAllText(lower) : "";
        File.WriteAllText(PathOf(number, "lower"), $"l/{File.ReadAllText(PathOf(below, "link"))}{rest}");
    }

    private void AddRecord(int number, int? parent)
    {
        using var layers = Storage.Layers.BeginWrite();
        layers.Add(new LayerRecord { Id = Layer(number), Parent = parent is { } below ? Layer(below) : default, Created = Timestamp.Now });
        layers.Save();
    }
}
