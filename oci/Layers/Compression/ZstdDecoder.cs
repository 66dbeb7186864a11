using ZstdSharp;
using ZstdSharp.Unsafe;

namespace GraphDriver.Oci.Layers.Compression;

/// <summary>zstd (RFC 8878): concatenated and skippable frames.</summary>
internal static class ZstdDecoder
{
    /// <summary>
    /// Windows of up to 128 MiB, which is what <c>zstd -d</c> takes without being asked for more: a blob decides how much
    /// memory its decoding costs, so there has to be a bound.
    /// </summary>
    public const int WindowLogMax = 27;

    private const int InputBufferSize = 128 << 10;

    public static Stream Open(BlobSource source, int windowLogMax = WindowLogMax)
    {
        var stream = new DecompressionStream(source, InputBufferSize, checkEndOfStream: true, leaveOpen: true);
        stream.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, windowLogMax);
        return stream;
    }
}
