using System.Security.Cryptography;
using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Layers.TarSplit;
using GraphDriver.Oci.Model;
using GraphDriver.Store;

namespace GraphDriver.Export;

/// <summary>
/// A layer's tar stream, byte for byte as it came, proven against the layer's DiffID before its end is handed out, unless its reader
/// does that. One file of the layer is open at a time, and nothing is held in memory.
/// </summary>
/// <remarks>
/// Reading throws <see cref="InvalidDataException"/>, which names the layer, where tar-split, files or digest do not fit
/// together, as when the layer is removed meanwhile, and <see cref="Linux.LinuxException"/> where a call fails. What was
/// read before an error is not proven.
/// </remarks>
internal sealed class LayerTarStream : ReadOnlyStream
{
    private readonly LayerId _layer;
    private readonly DiffId? _diffId;
    private readonly ILayerFiles _files;
    private readonly TarSplitReader _tar;
    private readonly IncrementalHash? _hash;
    private bool _isAtEnd;

    /// <param name="layer">The layer, for messages.</param>
    /// <param name="diffId">What the stream must have; null where its reader compares that.</param>
    /// <param name="tarSplit">The layer's tar-split, compressed or not; owned.</param>
    /// <param name="files">The layer's files; owned.</param>
    public LayerTarStream(LayerId layer, DiffId? diffId, Stream tarSplit, ILayerFiles files)
    {
        (_layer, _diffId, _files) = (layer, diffId, files);
        _tar = new TarSplitReader(tarSplit, name => files.Open(name.Span));
        _hash = diffId?.Digest.CreateHasher();
    }

    /// <summary>Whether the stream was put together to its end; where reading threw all the same, its digest is another.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Fills <paramref name="buffer"/> unless the tar ends.</summary>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || _isAtEnd)
        {
            return 0;
        }

        try
        {
            var count = _tar.Read(buffer);
            _hash?.AppendData(buffer[..count]);
            if (count < buffer.Length)
            {
                IsWhole = true;
                Prove();
                _isAtEnd = true;
            }

            return count;
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"layer {_layer.ShortHex}: {error.Message}", error);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _tar.Dispose();
            _files.Dispose();
            _hash?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Prove()
    {
        if (_hash?.GetHashAndReset() is { } hash && _diffId is { Digest: var expected } && !expected.Matches(hash))
        {
            throw new InvalidDataException(
                $"its tar has the DiffID {expected.Algorithm}:{Convert.ToHexStringLower(hash)} now, not {expected}: the store is damaged");
        }
    }
}
