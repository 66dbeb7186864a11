using System.Buffers.Binary;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Erofs.Format;

/// <summary><c>struct erofs_dirent</c>: an entry of a directory block; the names follow the block's last record.</summary>
/// <param name="Nid">The inode's number.</param>
/// <param name="NameOffset">Where the name starts, from the start of the block.</param>
/// <param name="FileType"><c>EROFS_FT_*</c>.</param>
internal readonly record struct DirentRecord(ulong Nid, ushort NameOffset, byte FileType)
{
    public const int Size = 12;

    public static DirentRecord Parse(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(source),
        BinaryPrimitives.ReadUInt16LittleEndian(source[8..]),
        source[10]);

    public static byte FileTypeOf(FileType type) => type switch
    {
        Tree.FileType.RegularFile => 1,
        Tree.FileType.Directory => 2,
        Tree.FileType.CharacterDevice => 3,
        Tree.FileType.BlockDevice => 4,
        Tree.FileType.Fifo => 5,
        Tree.FileType.Socket => 6,
        Tree.FileType.SymbolicLink => 7,
        _ => 0,
    };

    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, Nid);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[8..], NameOffset);
        destination[10] = FileType;
        destination[11] = 0;
    }
}
