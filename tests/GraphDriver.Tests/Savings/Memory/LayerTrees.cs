using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GraphDriver.Linux.Files;
using GraphDriver.Mounts;
using GraphDriver.Store;
using GraphDriver.Testing;

namespace GraphDriver.Tests.Savings.Memory;

/// <summary>Folders like those of layers, with files of their own and files in common.</summary>
internal sealed class LayerTrees : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("graphdriver-memory-").FullName;
    private int _layers;

    /// <summary>A composefs layer, with objects that are links to files of the pool; a name is its content, in so many pages.</summary>
    public OverlayLayer Composefs(params (string Content, int Pages)[] objects)
    {
        var layer = New(isComposefs: true);
        foreach (var (content, pages) in objects)
        {
            var pooled = Path.Combine(_folder, content);
            if (!File.Exists(pooled))
            {
                File.WriteAllBytes(pooled, new byte[pages * Environment.SystemPageSize]);
            }

            var hex = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
            Directory.CreateDirectory(Path.Combine(layer.Diff, hex[..2]));
            LinkAt.Link(WorkingDirectory.Handle, pooled, WorkingDirectory.Handle, Path.Combine(layer.Diff, hex[..2], hex[2..]));
        }

        return layer;
    }

    /// <summary>A layer of plain files.</summary>
    public OverlayLayer Plain() => New(isComposefs: false);

    /// <summary>What another program counts for all files of some layers, each inode once.</summary>
    public static long Count(params OverlayLayer[] layers) => ResidentPages.BytesOf(
        layers.SelectMany(layer => Directory.EnumerateFiles(layer.Diff, "*", SearchOption.AllDirectories)));

    /// <summary>Drops a file's pages, which leaves others that are links to it without them too.</summary>
    public void Evict(string content) => ResidentPages.Evict(Path.Combine(_folder, content));

    public void Dispose() => TreeRemover.Remove(WorkingDirectory.Handle, _folder);

    private OverlayLayer New(bool isComposefs)
    {
        var id = LayerId.Parse((++_layers).ToString("x64", CultureInfo.InvariantCulture));
        var directory = Path.Combine(_folder, id.Hex);
        var diff = Directory.CreateDirectory(Path.Combine(directory, "diff")).FullName;
        return new OverlayLayer(id, directory, isComposefs ? Path.Combine(directory, "composefs-data/composefs.blob") : null, [diff]);
    }
}
