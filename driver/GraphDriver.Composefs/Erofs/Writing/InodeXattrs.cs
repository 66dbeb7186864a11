using System.Runtime.InteropServices;
using GraphDriver.Composefs.Dump;
using GraphDriver.Composefs.Erofs.Format;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Erofs.Writing;

/// <summary>
/// The attributes of one inode as they go into the image, in the order of their names: those of the tree, escaped where overlayfs would act
/// on them, and those that the image's form adds. One instance serves one inode after the other.
/// </summary>
internal sealed class InodeXattrs(InodeTable inodes, uint formatVersion)
{
    private static readonly byte[] Empty = [];

    private readonly List<Item> _items = [];
    private readonly byte[] _metacopy = new byte[MetacopyValue.Size];
    private readonly byte[] _redirect = new byte[ErofsFormat.MaxSymlinkTarget + 1];
    private XattrBudget _budget;

    public ReadOnlySpan<Item> Items => CollectionsMarshal.AsSpan(_items);

    /// <summary>Takes on the attributes of an inode.</summary>
    /// <exception cref="InvalidDataException">They do not fit the format; the message names the path.</exception>
    public void Load(int index)
    {
        var node = inodes[index];
        LoadOwn(index, node);
        _budget = new XattrBudget(_items.Count);
        switch (node)
        {
            case RegularFileNode { Size: > 0, InlineContent: null } file:
                AddData(index, file);
                break;
            case DirectoryNode directory:
                AddDirectoryMarks(index, directory);
                break;
            case DeviceNode when inodes.IsEscapedWhiteout(node):
                Set(index, OverlayNames.EscapedWhiteout, Empty);
                Set(index, OverlayNames.UserWhiteout, Empty);
                break;
        }

        // A file's metacopy and redirect, all that most have, are in order.
        if (_items.Count > 1 && (node is not RegularFileNode || node.Xattrs.Length > 0))
        {
            _items.Sort(static (a, b) => a.Name.AsSpan().SequenceCompareTo(b.Name));
        }
    }

    private void LoadOwn(int index, Node node)
    {
        _items.Clear();
        foreach (var xattr in node.Xattrs)
        {
            var (name, value) = (xattr.Name, xattr.Value);
            if (name.Length is 0 or > ErofsFormat.MaxXattrName || name.Contains((byte)0) || value.Length > ErofsFormat.MaxXattrValue)
            {
                throw new InvalidDataException(
                    $"{inodes.PathOf(index)}: extended attribute '{DumpEscape.ToText(name)}' of {value.Length} bytes does not fit the format");
            }

            _items.Add(new Item(OverlayNames.Escape(name), value, value.Length));
        }
    }

    private void AddData(int index, RegularFileNode file)
    {
        if (file.Verity is { } digest)
        {
            MetacopyValue.Write(digest, _metacopy);
            Set(index, OverlayNames.Metacopy, _metacopy);
        }
        else
        {
            Set(index, OverlayNames.Metacopy, Empty);
        }

        if (file.RedirectLength > 0)
        {
            Set(index, OverlayNames.Redirect, _redirect, file.WriteRedirect(_redirect));
        }
    }

    private void AddDirectoryMarks(int index, DirectoryNode directory)
    {
        if (inodes.Form == ImageForm.Layer)
        {
            if (directory.IsOpaque)
            {
                Set(index, OverlayNames.Opaque, OverlayNames.OpaqueValue);
            }

            return;
        }

        if (directory.IsOpaque)
        {
            Set(index, OverlayNames.EscapedOpaque, OverlayNames.OpaqueValue);
        }

        if (inodes.HoldsWhiteout(index))
        {
            AddWhiteoutMarks(index);
        }

        if (index == 0)
        {
            Set(index, OverlayNames.Opaque, OverlayNames.OpaqueValue);
        }
    }

    private void AddWhiteoutMarks(int index)
    {
        Set(index, OverlayNames.EscapedWhiteouts, Empty);
        Set(index, OverlayNames.UserWhiteouts, Empty);
        if (formatVersion >= 1)
        {
            Set(index, OverlayNames.EscapedOpaque, OverlayNames.HoldsWhiteoutsValue);
            Set(index, OverlayNames.UserOpaque, OverlayNames.HoldsWhiteoutsValue);
        }
    }

    private void Set(int index, byte[] name, byte[] value) => Set(index, name, value, value.Length);

    private void Set(int index, byte[] name, byte[] value, int length)
    {
        RemoveExisting(name);
        if (!_budget.TryAdd(name.Length, length))
        {
            throw new InvalidDataException(
                $"{inodes.PathOf(index)}: the mark '{DumpEscape.ToText(name)}' does not fit over the attribute that the file has of that name");
        }

        _items.Add(new Item(name, value, length));
    }

    private void RemoveExisting(byte[] name)
    {
        for (var i = 0; i < _items.Count; i++)
        {
            if (_items[i].Name.AsSpan().SequenceEqual(name))
            {
                _budget.Remove(name.Length, _items[i].Length);
                _items.RemoveAt(i);
                return;
            }
        }
    }

    /// <summary>An attribute; the value is the array's first <see cref="Length"/> bytes and valid until the next inode.</summary>
    internal readonly record struct Item(byte[] Name, byte[] Value, int Length);
}
