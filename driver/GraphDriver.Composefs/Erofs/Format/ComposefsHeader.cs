using System.Buffers.Binary;

namespace GraphDriver.Composefs.Erofs.Format;

/// <summary>
/// The header in the first 32 bytes of a composefs image, which EROFS leaves free (<c>struct lcfs_erofs_header_s</c> of libcomposefs).
/// </summary>
/// <param name="Flags">Bit 0: a file has a POSIX ACL; without it the image is to be mounted with <c>noacl</c>.</param>
/// <param name="FormatVersion">The version of the composefs format: 0, or 1 where whiteouts are marked by <c>opaque=x</c> too.</param>
internal readonly record struct ComposefsHeader(uint Flags, uint FormatVersion)
{
    public const int Size = 32;
    public const uint Magic = 0xD078629A;
    public const uint HeaderVersion = 1;
    public const uint HasAclFlag = 1;

    public static ComposefsHeader Parse(ReadOnlySpan<byte> source)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic)
        {
            throw new InvalidDataException("not a composefs image: the magic number is missing");
        }

        var version = BinaryPrimitives.ReadUInt32LittleEndian(source[4..]);
        return version == HeaderVersion
            ? new(BinaryPrimitives.ReadUInt32LittleEndian(source[8..]), BinaryPrimitives.ReadUInt32LittleEndian(source[12..]))
            : throw new InvalidDataException($"composefs header version {version} is not supported, only {HeaderVersion}");
    }

    public void WriteTo(Span<byte> destination)
    {
        destination[..Size].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(destination, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], HeaderVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], Flags);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[12..], FormatVersion);
    }
}
