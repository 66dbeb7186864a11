using System.Buffers.Binary;
using GraphDriver.Composefs.Erofs.Format;

namespace GraphDriver.Composefs.Erofs.Writing;

/// <summary>Writes the attributes of one inode after the other: references to shared ones first, then the others whole.</summary>
internal sealed class InodeXattrEmitter(ImageLayout layout, EncodedXattrs xattrs, SharedXattrs shared, ImageOutput output)
{
    private readonly List<int> _own = [];
    private readonly List<uint> _references = [];

    public void Emit(int inode)
    {
        xattrs.Load(inode);
        Sort(shared.MayConcern(inode));
        new XattrBodyHeader(xattrs.NameFilter(), (byte)_references.Count).WriteTo(output.Reserve(XattrBodyHeader.Size));
        foreach (var reference in _references)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(output.Reserve(ErofsFormat.SharedXattrIdSize), reference);
        }

        foreach (var entry in _own)
        {
            output.Write(xattrs[entry]);
            output.Align(ErofsFormat.XattrAlignment);
        }
    }

    private void Sort(bool mayShare)
    {
        _own.Clear();
        _references.Clear();
        for (var entry = 0; entry < xattrs.Count; entry++)
        {
            if (mayShare && _references.Count < ErofsFormat.MaxSharedXattrs && shared.TryGetOffset(xattrs[entry], out var offset))
            {
                // References count from the block in which the shared attributes start.
                var start = layout.InodesEnd % ErofsFormat.BlockSize;
                _references.Add((uint)((start + offset) / ErofsFormat.SharedXattrIdSize));
            }
            else
            {
                _own.Add(entry);
            }
        }
    }
}
