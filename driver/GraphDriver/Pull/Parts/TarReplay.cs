using System.Security.Cryptography;
using GraphDriver.Layers;
using GraphDriver.Linux.Files;
using GraphDriver.Objects;
using GraphDriver.Oci.Layers.TarSplit;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;

namespace GraphDriver.Pull.Parts;

/// <summary>
/// Puts the tar stream of a layer together from its tar-split and its objects, and reads it as if it had come from a registry: the tree,
/// the tar-split and the digest are those of the full pull, or the layer is refused. Each object is waited for until it is placed.
/// </summary>
/// <param name="toc">Says which object belongs to which file.</param>
/// <param name="contents">The objects.</param>
/// <param name="staging">The layer.</param>
/// <param name="pool">The store's pool.</param>
/// <param name="limit">Counts the tar's bytes.</param>
internal sealed class TarReplay(TableOfContents toc, LayerContents contents, LayerStaging staging, ObjectPool pool, ExpansionLimit limit)
{
    private const int BufferSize = 256 * 1024;
    private const int BufferCount = 4;

    private int _next;

    /// <summary>Reads the tar to its end.</summary>
    /// <param name="tarSplit">The tar-split, decompressed; disposed here.</param>
    /// <param name="expected">The digest that the tar must have.</param>
    /// <param name="stop">Ends the work; cancelled here where it fails, so that nobody goes on placing objects.</param>
    /// <exception cref="InvalidDataException">Table of contents, tar-split and objects do not fit together, or make another tar.</exception>
    public ReplayedTar Run(Stream tarSplit, DiffId expected, CancellationTokenSource stop)
    {
        using var tar = new TarSplitReader(tarSplit, Open, isProvenElsewhere: true);
        using var hash = expected.Digest.CreateHasher();
        long size = 0;
        using var ahead = new ReadAheadStream(tar, "tar", BufferSize, BufferCount, chunk =>
        {
            limit.Count(chunk.Length);
            size += chunk.Length;
            hash.AppendData(chunk);
        }, ObserverThread.Reader);
        try
        {
            using var placed = new PlacedContents(toc, contents, staging.Index, stop.Token);
            var builder = LayerEntries.Read(ahead, staging, pool, placed);
            Prove(expected, hash);
            return new ReplayedTar(builder, size);
        }
        catch
        {
            // The thread that reads ahead may wait for an object.
            stop.Cancel();
            throw;
        }
    }

    /// <summary>Called for every file with content in the order of the tar, of which the table of contents may have more: sparse files lie in the tar-split whole.</summary>
    private ObjectStream Open(ReadOnlyMemory<byte> name)
    {
        while (_next < toc.Files.Count)
        {
            var file = toc.Files[_next++];
            if (file.Size > 0 && file.Name.Span.SequenceEqual(name.Span))
            {
                return Open(contents.Of(file));
            }
        }

        throw new InvalidDataException($"the tar-split has the file '{EntryPath.Display(name.Span)}' where the table of contents has none");
    }

    private ObjectStream Open(LayerContent content)
    {
        contents.WaitFor(content);
        Span<byte> hash = stackalloc byte[ContentHash.Size];
        content.File.Hash.CopyTo(hash);
        Span<byte> path = stackalloc byte[ObjectPath.Length];
        return new ObjectStream(OpenAt.Open(staging.Diff, ObjectPath.Write(hash, path), OpenFlags.ReadOnly | OpenFlags.NoFollow));
    }

    private static void Prove(DiffId expected, IncrementalHash hash)
    {
        var actual = hash.GetHashAndReset();
        if (!expected.Digest.Matches(actual))
        {
            throw new InvalidDataException(
                $"tar-split and files make a tar with the DiffID {expected.Digest.Algorithm}:{Convert.ToHexStringLower(actual)}, not {expected}");
        }
    }
}
