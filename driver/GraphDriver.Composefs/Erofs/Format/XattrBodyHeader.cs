using System.Buffers.Binary;

namespace GraphDriver.Composefs.Erofs.Format;

/// <summary><c>struct erofs_xattr_ibody_header</c>: stands before an inode's attributes.</summary>
/// <param name="NameFilter">A set bit says that no attribute of the inode has a name of that hash.</param>
/// <param name="SharedCount">The number of 4-byte references to shared attributes that follow.</param>
internal readonly record struct XattrBodyHeader(uint NameFilter, byte SharedCount)
{
    public const int Size = 12;

    public static XattrBodyHeader Parse(ReadOnlySpan<byte> source) => new(BinaryPrimitives.ReadUInt32LittleEndian(source), source[4]);

    /// <summary>The size of a body as an inode's <see cref="InodeRecord.XattrCount"/> gives it, and back.</summary>
    public static int SizeFromCount(ushort count) => count == 0 ? 0 : Size + ((count - 1) * ErofsFormat.XattrAlignment);

    public static int CountFromSize(int size) => size == 0 ? 0 : ((size - Size) / ErofsFormat.XattrAlignment) + 1;

    public void WriteTo(Span<byte> destination)
    {
        destination[..Size].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(destination, NameFilter);
        destination[4] = SharedCount;
    }
}
