using System.Buffers.Binary;
using System.Text;

namespace GraphDriver.Oci.Transports.Files;

/// <summary>
/// The header of an archive's entry, as GNU tar writes it (https://www.gnu.org/software/tar/manual/html_node/Standard.html): owner
/// root, time zero, so that equal images make equal archives.
/// </summary>
internal readonly struct ArchiveHeader
{
    public const int Size = 512;

    private const int NameLength = 100;
    private const int SizeOffset = 124;
    private const int SizeLength = 12;
    private const int ChecksumOffset = 148;
    private const long MaxOctalSize = 0x1_FFFF_FFFF;

    private readonly string _name;
    private readonly char _type;
    private readonly string _target;
    private readonly long _size;

    private ArchiveHeader(string name, char type, string target, long size) => (_name, _type, _target, _size) = (name, type, target, size);

    /// <summary>A regular file.</summary>
    public static ArchiveHeader File(string name, long size) => new(name, '0', "", size);

    /// <summary>A symbolic link.</summary>
    public static ArchiveHeader Link(string name, string target) => new(name, '2', target, 0);

    /// <summary>The bytes that fill the last block of so long a content.</summary>
    public static int PaddingOf(long size) => (int)(-size & (Size - 1));

    /// <summary>Writes the header over <paramref name="block"/>, all 512 bytes of it.</summary>
    /// <exception cref="NotSupportedException">The name or the target is longer than 100 bytes.</exception>
    public void WriteTo(Span<byte> block)
    {
        block = block[..Size];
        block.Clear();
        Put(block[..NameLength], _name);
        Put(block[100..], _type == '2' ? "0000777\0" : "0000444\0");
        Put(block[108..], "0000000\0");
        Put(block[116..], "0000000\0");
        WriteSize(block.Slice(SizeOffset, SizeLength));
        Put(block[136..], "00000000000\0");
        block[156] = (byte)_type;
        Put(block.Slice(157, NameLength), _target);
        Put(block[257..], "ustar  \0"); // GNU's, for a size beyond octal
        var sum = 8 * ' ';
        foreach (var b in block)
        {
            sum += b;
        }

        Put(block[ChecksumOffset..], $"{Convert.ToString(sum, 8).PadLeft(6, '0')}\0 ");
    }

    private static void Put(Span<byte> field, string text)
    {
        if (!Encoding.UTF8.TryGetBytes(text, field, out _))
        {
            throw new NotSupportedException($"'{text}' is too long for a name in an archive");
        }
    }

    private void WriteSize(Span<byte> field)
    {
        if (_size <= MaxOctalSize)
        {
            Put(field, Convert.ToString(_size, 8).PadLeft(SizeLength - 1, '0'));
            return;
        }

        field[0] = 0x80; // base 256
        BinaryPrimitives.WriteInt64BigEndian(field[^8..], _size);
    }
}
