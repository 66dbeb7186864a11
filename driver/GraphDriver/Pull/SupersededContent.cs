using GraphDriver.Composefs.Tree;
using GraphDriver.Layers;
using GraphDriver.Linux.Files;
using GraphDriver.Objects;
using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Oci.Layers.TarSplit;
using GraphDriver.Oci.Model;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Pull;

/// <summary>
/// The content of entries that later entries of the same layer replaced or removed. No name leads to it in the finished
/// layer, so it goes into the tar-split, from which the tar is put together again, and its objects go
/// (docs/adr/0005-tar-split.md).
/// </summary>
internal sealed class SupersededContent
{
    private const string RewrittenName = "tar-split-rewritten.gz";

    private readonly List<(int Line, RegularFileNode File)> _stored = [];
    private readonly List<Node> _nameless = [];

    /// <summary>
    /// A marker's content, as a file that is in no tree: markers are empty as a rule, but one that is not belongs to the
    /// tar all the same.
    /// </summary>
    /// <returns>Null for an entry without content, and for a sparse one, whose bytes the tar-split has.</returns>
    public RegularFileNode? TakeMarker(TarEntry entry)
    {
        if (entry.Size == 0 || entry.SparseMap is not null)
        {
            return null;
        }

        var file = new RegularFileNode { Size = entry.Size };
        _nameless.Add(file);
        return file;
    }

    /// <summary>Notes a file with content and the line that the tar-split has for it.</summary>
    public void Note(int line, RegularFileNode file) => _stored.Add((line, file));

    /// <summary>
    /// Brings tar-split and objects of a layer that was read to its end in line with its tree. Does nothing in a layer where
    /// every entry with content has its name to itself.
    /// </summary>
    /// <param name="staging">The layer, with the tar-split as it was written while the tar came.</param>
    /// <param name="pool">Loses the objects that no layer has any more.</param>
    /// <param name="layer">The layer's files.</param>
    /// <param name="hasRepeatedLines">Whether the tar-split has two lines of one name, which other readers refuse.</param>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public void Settle(LayerStaging staging, ObjectPool pool, LayerTreeBuilder layer, bool hasRepeatedLines)
    {
        _nameless.AddRange(layer.Displaced);
        if (_nameless.Count > 0 || hasRepeatedLines)
        {
            Embed(staging, layer);
            Drop(Unused(layer.Tree), staging.Diff, pool);
        }
    }

    private void Embed(LayerStaging staging, LayerTreeBuilder layer)
    {
        using (var lines = staging.OpenSideFile(StagedLayer.TarSplitName))
        using (var rewritten = staging.CreateSideFile(RewrittenName, StagedLayer.TarSplitMode))
        {
            var next = 0;
            TarSplitEmbedder.Embed(lines, rewritten, (line, name) =>
            {
                while (_stored[next].Line < line)
                {
                    next++;
                }

                var file = _stored[next].File;
                return layer.Find(name.Span) == file ? null : Open(file, staging.Diff);
            });
        }

        staging.ReplaceSideFile(RewrittenName, StagedLayer.TarSplitName);
    }

    private static FileStream Open(RegularFileNode file, SafeFileHandle diff)
    {
        Span<byte> path = stackalloc byte[ObjectPath.Length];
        ObjectPath.Write(ObjectOf(file).ToHash(), path);
        return new FileStream(OpenAt.Open(diff, path, OpenFlags.ReadOnly | OpenFlags.NoFollow), FileAccess.Read, bufferSize: 0);
    }

    private HashSet<Digest> Unused(FileTree tree)
    {
        var unused = _nameless.SelectMany(TreeObjects.FilesOf).Select(ObjectOf).ToHashSet();
        if (unused.Count > 0)
        {
            unused.ExceptWith(TreeObjects.FilesOf(tree.Root).Select(ObjectOf));
        }

        return unused;
    }

    private static void Drop(HashSet<Digest> unused, SafeFileHandle diff, ObjectPool pool)
    {
        Span<byte> path = stackalloc byte[ObjectPath.Length];
        foreach (var digest in unused)
        {
            ObjectPath.Write(digest.ToHash(), path);
            UnlinkAt.Unlink(diff, path);
            UnlinkAt.TryRemoveDirectory(diff, path[..ObjectPath.ShardLength]); // where it was the last
            pool.Sweep(path);
        }
    }

    private static Digest ObjectOf(RegularFileNode file)
    {
        Span<byte> name = stackalloc byte[32];
        return file.TryGetObject(name) ? Digest.FromSha256(name) : throw new InvalidOperationException("the file was not stored yet");
    }
}
