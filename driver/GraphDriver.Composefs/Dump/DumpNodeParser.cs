using GraphDriver.Composefs.Erofs.Format;
using GraphDriver.Composefs.Erofs.Writing;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Dump;

/// <summary>Makes a node of a line of a dump that is no hard link.</summary>
internal sealed class DumpNodeParser(DumpOptions options)
{
    private const uint TypeMask = 0xF000;
    private const uint MaxMode = 0xFFFF;
    private const int MaxPayload = 4095;

    /// <summary>The most bytes of attributes in a line, escaped.</summary>
    private const int MaxXattrs = ushort.MaxValue;

    private readonly DumpUnescape _unescape = new();
    private readonly DumpUnescape _unescapeValue = new();
    private readonly ByteStringPool _pool = new();

    /// <summary>The type and the permissions of a mode in octal.</summary>
    public static (FileType Type, uint Mode) ParseMode(ReadOnlySpan<byte> octal)
    {
        var mode = DumpNumber.Parse(octal, DumpField.Mode, radix: 8);
        var type = (FileType)(mode & TypeMask);
        return mode <= MaxMode && Enum.IsDefined(type)
            ? (type, (uint)mode)
            : throw new DumpFormatException(DumpField.Mode, $"'{DumpEscape.ToText(octal)}' is no mode with a file type");
    }

    public Node Parse(in DumpLine line)
    {
        var (type, mode) = ParseMode(line[DumpField.Mode]);
        var node = Create(line, type);
        node.Mode = mode;
        node.LinkCount = line.UInt32(DumpField.Nlink);
        (node.Uid, node.Gid) = (line.UInt32(DumpField.Uid), line.UInt32(DumpField.Gid));
        (node.MtimeSeconds, node.MtimeNanoseconds) = DumpNumber.ParseTime(line[DumpField.Mtime]);
        if (node is not DeviceNode && line.UInt32(DumpField.Rdev) != 0 && options.Strict)
        {
            throw new DumpFormatException(DumpField.Rdev, "a device number on what is no device");
        }

        if (!line.Xattrs.IsEmpty)
        {
            ParseXattrs(line.Xattrs, node);
        }

        return node;
    }

    /// <summary>A payload: a path without NUL, short enough for Linux.</summary>
    public ReadOnlySpan<byte> Payload(in DumpLine line)
    {
        var payload = _unescape.Unescape(line[DumpField.Payload], DumpFormatException.NameOf(DumpField.Payload));
        return payload.Length <= MaxPayload && !payload.Contains((byte)0)
            ? payload
            : throw new DumpFormatException(DumpField.Payload, $"a path has at most {MaxPayload} bytes without NUL, not {payload.Length}");
    }

    private Node Create(in DumpLine line, FileType type)
    {
        var size = line.UInt64(DumpField.Size);
        Node node = type switch
        {
            FileType.Directory => new DirectoryNode(),
            FileType.RegularFile => CreateFile(line, size),
            FileType.SymbolicLink => CreateLink(line, size),
            FileType.Fifo => new FifoNode(),
            FileType.Socket => new SocketNode(),
            _ => DeviceNode.FromNumber(type, line.UInt32(DumpField.Rdev)),
        };
        if (node is FifoNode or SocketNode or DeviceNode)
        {
            node.Set(NodeFlags.OversizedSpecialFile, size > uint.MaxValue);
        }

        return node;
    }

    private RegularFileNode CreateFile(in DumpLine line, ulong size)
    {
        if (size > ChunkGeometry.MaxFileSize)
        {
            throw new DumpFormatException(DumpField.Size, $"{size} is over {ChunkGeometry.MaxFileSize}, the most that the format takes");
        }

        var file = new RegularFileNode { Size = (long)size, Verity = line.Digest() };
        if (!line.IsAbsent(DumpField.Payload) && Payload(line) is { IsEmpty: false } payload)
        {
            file.Redirect = [(byte)'/', .. payload];
        }

        if (!line.IsAbsent(DumpField.Content))
        {
            SetContent(file, _unescape.Unescape(line[DumpField.Content], DumpFormatException.NameOf(DumpField.Content)));
        }

        return file;
    }

    private static void SetContent(RegularFileNode file, ReadOnlySpan<byte> content)
    {
        if (content.Length != file.Size)
        {
            throw new DumpFormatException(DumpField.Content, $"{content.Length} bytes of content in a file of {file.Size}");
        }

        if (content.Length > ErofsFormat.MaxInlineContent)
        {
            throw new DumpFormatException(DumpField.Content, $"{content.Length} bytes are over {ErofsFormat.MaxInlineContent}, the most that can be inline");
        }

        if (!content.IsEmpty)
        {
            file.InlineContent = content.ToArray();
        }
    }

    private SymlinkNode CreateLink(in DumpLine line, ulong size)
    {
        var target = line.IsAbsent(DumpField.Payload) ? default : Payload(line);
        if (target.IsEmpty)
        {
            throw new DumpFormatException(DumpField.Payload, "a symbolic link needs a target");
        }

        if (options.Strict && size != (ulong)target.Length)
        {
            throw new DumpFormatException(DumpField.Size, $"the size of a symbolic link is its target's, {target.Length}, not {size}");
        }

        var link = new SymlinkNode(target.ToArray());
        if (!line.IsAbsent(DumpField.Content))
        {
            CheckLinkContent(line, size);
        }

        return link;
    }

    private void CheckLinkContent(in DumpLine line, ulong size)
    {
        var content = _unescape.Unescape(line[DumpField.Content], DumpFormatException.NameOf(DumpField.Content));
        if ((ulong)content.Length != size || (options.Strict && content.Length > 0))
        {
            throw new DumpFormatException(DumpField.Content, "a symbolic link has no content");
        }
    }

    private void ParseXattrs(ReadOnlySpan<byte> xattrs, Node node)
    {
        if (xattrs.Length > MaxXattrs)
        {
            throw new DumpFormatException("xattrs", $"{xattrs.Length} bytes of attributes are over {MaxXattrs}");
        }

        var budget = new XattrBudget(0);
        while (!xattrs.IsEmpty)
        {
            var end = xattrs.IndexOf((byte)' ');
            ParseXattr(end < 0 ? xattrs : xattrs[..end], node, ref budget);
            xattrs = end < 0 ? default : xattrs[(end + 1)..];
        }
    }

    private void ParseXattr(ReadOnlySpan<byte> xattr, Node node, ref XattrBudget budget)
    {
        var equals = xattr.IndexOf((byte)'=');
        if (equals < 0)
        {
            throw new DumpFormatException("xattr", $"'{DumpEscape.ToText(xattr)}' has no '='");
        }

        var name = _unescape.Unescape(xattr[..equals], "xattr");
        var field = "xattr " + DumpEscape.ToText(name);
        if (name.Length is 0 or > ErofsFormat.MaxXattrName || name.Contains((byte)0))
        {
            throw new DumpFormatException(field, $"a name has 1 to {ErofsFormat.MaxXattrName} bytes without NUL");
        }

        var value = _unescapeValue.Unescape(xattr[(equals + 1)..], field);
        if (node.GetXattr(name) is { } former)
        {
            budget.Remove(name.Length, former.Length);
        }

        if (!budget.TryAdd(name.Length, value.Length))
        {
            throw new DumpFormatException(field, "the file has more attributes than the format takes");
        }

        node.SetXattr(_pool.Get(name), _pool.Get(value));
    }
}
