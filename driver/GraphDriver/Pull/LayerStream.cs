using System.Security.Cryptography;
using GraphDriver.Drivers;
using GraphDriver.Layers;
using GraphDriver.Objects;
using GraphDriver.Objects.Index;
using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Model;
using GraphDriver.Pull.Parts;
using GraphDriver.Store;

namespace GraphDriver.Pull;

/// <summary>
/// Takes a layer in by one pass over its blob: digest, decompression, DiffID, tar-split, tree and objects side by side,
/// with no copy of the blob or the tar in between and no lock of the store held.
/// </summary>
/// <param name="root">The storage root.</param>
/// <param name="pool">Its pool.</param>
/// <param name="maximumExpansion">How many times its blob's size a layer may have.</param>
/// <param name="chunks">The chunks of its files where the layer's table of contents was read before; else that is read as it passes.</param>
internal sealed class LayerStream(StoreRoot root, ObjectPool pool, int maximumExpansion, IndexRecords? chunks = null)
{
    private const int BufferSize = 256 * 1024;
    private const int BufferCount = 4;

    /// <summary>Reads the blob to its end and stages the layer.</summary>
    /// <param name="source">What is known of the blob.</param>
    /// <param name="blob">The blob's bytes, where they are known proven by the stream itself. Disposed here.</param>
    /// <param name="cancellationToken">Ends the work; everything staged is removed.</param>
    /// <exception cref="InvalidDataException">The blob is not the layer it should be; the message says how.</exception>
    public StagedLayer Stage(LayerSource source, Stream blob, CancellationToken cancellationToken)
    {
        var staging = LayerStaging.Create(root);
        try
        {
            using (blob)
            using (cancellationToken.Register(blob.Dispose))
            {
                return Read(source, blob, staging, cancellationToken);
            }
        }
        catch (Exception error)
        {
            staging.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            if (error is InvalidDataException)
            {
                var name = (source.Blob?.Digest ?? source.DiffId?.Digest) is { } digest ? $"layer {digest}" : "layer";
                throw new InvalidDataException($"{name}: {error.Message}", error);
            }

            throw;
        }
    }

    private StagedLayer Read(LayerSource source, Stream blob, LayerStaging staging, CancellationToken cancellationToken)
    {
        using var identity = new BlobIdentity(source.Blob);
        var limit = new ExpansionLimit(() => identity.Size, maximumExpansion);
        var toc = chunks is null ? StreamedToc.Of(source.Blob) : null;
        long tarSize = 0;
        using var received = new ReadAheadStream(blob, "blob", BufferSize, BufferCount, identity.Observer ?? toc?.Observer);
        using var tar = LayerDecompressor.Open(received, out var compression);
        using var diffHash = HasherOf(source, compression);

        // Decompressing alone keeps a thread busy for as long as the whole pull may take: the DiffID is the parser's work.
        using var ahead = new ReadAheadStream(tar, "tar", BufferSize, BufferCount, Count, ObserverThread.Reader);

        using var contents = new StreamedContents(new LayerObjects(pool, staging.Diff, staging.Index), limit, cancellationToken);
        var builder = LayerEntries.Read(ahead, staging, pool, contents);
        ReadToEnd(received);
        var diffId = ProveDiffId(source.DiffId, diffHash?.GetHashAndReset() ?? source.Blob!.Digest.ToHash());
        toc?.AddChunks(staging.Index);
        if (chunks is not null)
        {
            staging.Index.Chunks.Append(chunks.Chunks);
        }

        return new StagedLayer(staging)
        {
            Tree = builder.Tree,
            HasRootEntry = builder.HasRootEntry,
            Owners = builder.Owners,
            DiffId = diffId,
            TarSize = tarSize,
            Compression = compression,
            Blob = identity.Describe(compression),
        };

        void Count(ReadOnlySpan<byte> chunk)
        {
            limit.Count(chunk.Length);
            tarSize += chunk.Length;
            diffHash?.AppendData(chunk);
        }
    }

    /// <summary>What follows the compressed data belongs to the blob's digest, which the stream proves at its end.</summary>
    private static void ReadToEnd(Stream stream)
    {
        Span<byte> rest = stackalloc byte[4096];
        while (stream.Read(rest) > 0)
        {
        }
    }

    /// <summary>What hashes the tar stream; null where it is the very blob, whose digest the stream proves.</summary>
    private static IncrementalHash? HasherOf(LayerSource source, LayerCompression compression)
    {
        var expected = source.DiffId?.Digest ?? default;
        var isBlob = compression == LayerCompression.None && source.Blob is { } blob && blob.Digest.Algorithm == expected.Algorithm;
        return isBlob ? null : expected.CreateHasher();
    }

    private static DiffId ProveDiffId(DiffId? expected, ReadOnlySpan<byte> hash)
    {
        if (expected is not { } diffId)
        {
            return new DiffId(Digest.FromSha256(hash));
        }

        return diffId.Digest.Matches(hash)
            ? diffId
            : throw new InvalidDataException(
                $"its content has the DiffID {diffId.Digest.Algorithm}:{Convert.ToHexStringLower(hash)}, the image's configuration says {diffId}");
    }
}
