using System.Buffers.Binary;
using System.Text;
using GraphDriver.Savings.Demo.Content;

namespace GraphDriver.Tests.Savings.Demo;

/// <summary>What an ELF file says of the files that it needs, and files that lie.</summary>
public sealed class ElfFileTests
{
    private const ulong Base = 0x400000;

    [Fact]
    public void A_program_names_its_loader_libraries_and_search_paths()
    {
        var elf = ElfFile.Parse(Program(), "program");
        Assert.Equal((62, "/lib64/ld.so"), (elf.Machine, elf.Interpreter));
        Assert.Equal(["libc.so.6", "libm.so.6"], elf.Needed);
        Assert.Equal(["$ORIGIN/../lib"], elf.SearchPaths);
    }

    [Fact]
    public void A_file_that_is_cut_short_anywhere_is_refused()
    {
        var whole = Program();
        for (var length = 0; length < whole.Length; length++)
        {
            var cut = whole[..length];
            Assert.Throws<InvalidDataException>(() => ElfFile.Parse(cut, "program"));
        }
    }

    [Fact]
    public void Whatever_bytes_are_changed_it_is_read_or_refused()
    {
        var random = new Random(1);
        var whole = Program();
        for (var round = 0; round < 20_000; round++)
        {
            var changed = whole.ToArray();
            for (var i = random.Next(1, 5); i > 0; i--)
            {
                changed[random.Next(4, changed.Length)] = (byte)random.Next(3) switch { 0 => 0, 1 => 0xFF, _ => (byte)random.Next(256) };
            }

            Assert.Null(Record.Exception(() =>
            {
                try
                {
                    ElfFile.Parse(changed, "program");
                }
                catch (InvalidDataException)
                {
                }
            }));
        }
    }

    [Theory]
    [InlineData(4, 1)] // 32 bits
    [InlineData(5, 2)] // big-endian
    [InlineData(0, 0)]
    [InlineData(56, 0xFF)] // more headers than there are
    [InlineData(57, 0xFF)]
    [InlineData(54, 32)] // headers of another size
    public void Another_kind_is_refused(int offset, byte value)
    {
        var file = Program();
        file[offset] = value;
        Assert.Throws<InvalidDataException>(() => ElfFile.Parse(file, "program"));
    }

    [Fact]
    public void A_statically_linked_program_needs_nothing()
    {
        var file = Program();
        file[56] = 0;
        var elf = ElfFile.Parse(file, "program");
        Assert.Null(elf.Interpreter);
        Assert.Empty(elf.Needed);
    }

    /// <summary>A program of three segments: all of it loaded, the loader's name, and the dynamic section.</summary>
    private static byte[] Program()
    {
        const int Headers = 64, Interpreter = 232, Dynamic = 248, Strings = 344;
        string[] strings = ["", "libc.so.6", "libm.so.6", "$ORIGIN/../lib"];
        var table = Encoding.ASCII.GetBytes(string.Join('\0', strings) + "\0");
        var file = new byte[Strings + table.Length];
        "\u007fELF"u8.CopyTo(file);
        (file[4], file[5]) = (2, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(18), 62);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(32), Headers);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(54), 56);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(56), 3);
        Segment(file.AsSpan(Headers), 1, 0, (ulong)file.Length);
        Segment(file.AsSpan(Headers + 56), 3, Interpreter, 13);
        Segment(file.AsSpan(Headers + 112), 2, Dynamic, 96);
        "/lib64/ld.so\0"u8.CopyTo(file.AsSpan(Interpreter));
        (long Tag, ulong Value)[] entries = [(1, 1), (1, 11), (29, 21), (5, Base + Strings), (10, (ulong)table.Length), (0, 0)];
        foreach (var (i, entry) in entries.Index())
        {
            BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(Dynamic + (i * 16)), entry.Tag);
            BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(Dynamic + (i * 16) + 8), entry.Value);
        }

        table.CopyTo(file.AsSpan(Strings));
        return file;
    }

    private static void Segment(Span<byte> header, uint type, ulong offset, ulong size)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header, type);
        BinaryPrimitives.WriteUInt64LittleEndian(header[8..], offset);
        BinaryPrimitives.WriteUInt64LittleEndian(header[16..], Base + offset);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], size);
    }
}
