using System.Buffers.Binary;

namespace GraphDriver.Composefs.Erofs.Format;

/// <summary><c>struct erofs_xattr_entry</c>: stands before the name, without its prefix, and the value of an attribute.</summary>
internal readonly record struct XattrEntryHeader(byte NameLength, byte PrefixIndex, ushort ValueLength)
{
    public const int Size = 4;

    /// <summary>The size of the whole entry, without the padding to 4 bytes.</summary>
    public int EntrySize => Size + NameLength + ValueLength;

    public static XattrEntryHeader Parse(ReadOnlySpan<byte> source) =>
        new(source[0], source[1], BinaryPrimitives.ReadUInt16LittleEndian(source[2..]));

    public void WriteTo(Span<byte> destination)
    {
        destination[0] = NameLength;
        destination[1] = PrefixIndex;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[2..], ValueLength);
    }
}
