using GraphDriver.Composefs.Erofs.Format;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Erofs.Reading;

/// <summary>An inode's record and where it was found.</summary>
internal readonly record struct ImageInode(ulong Nid, long Offset, InodeRecord Record)
{
    private const uint TypeMask = 0xF000;

    public FileType Type => (FileType)(Record.Mode & TypeMask);

    public int XattrSize => XattrBodyHeader.SizeFromCount(Record.XattrCount);

    public long XattrOffset => Offset + Record.RecordSize;

    /// <summary>Where data or chunk addresses behind the inode start.</summary>
    public long TailOffset => XattrOffset + XattrSize;

    public bool IsWhiteout => Type == FileType.CharacterDevice && Record.Union == 0;

    public long BlockCount => (long)((Record.Size + ErofsFormat.BlockSize - 1) / ErofsFormat.BlockSize);
}
