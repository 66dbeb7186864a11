using System.Buffers.Binary;
using System.Text;

namespace GraphDriver.Savings.Demo.Content;

/// <summary>
/// What a program or library says of the files that it needs to run: an ELF file of 64 bits, little-endian
/// (https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html, elf(5)).
/// </summary>
internal sealed record ElfFile
{
    private const int HeaderSize = 64;
    private const int ProgramHeaderSize = 56;
    private const int DynamicEntrySize = 16;
    private const int MaxProgramHeaders = 512;
    private const int MaxDynamicEntries = 4096;
    private const int MaxNameLength = 4096;

    private const byte Class64 = 2;
    private const byte LittleEndian = 1;
    private const uint PT_LOAD = 1;
    private const uint PT_DYNAMIC = 2;
    private const uint PT_INTERP = 3;
    private const long DT_NULL = 0;
    private const long DT_NEEDED = 1;
    private const long DT_STRTAB = 5;
    private const long DT_RPATH = 15;
    private const long DT_RUNPATH = 29;

    private static readonly UTF8Encoding Text = new(false, throwOnInvalidBytes: true);

    /// <summary>The machine that it is for, as <c>e_machine</c> has it.</summary>
    public required int Machine { get; init; }

    /// <summary>The program that loads it; null for a library or a statically linked program.</summary>
    public string? Interpreter { get; init; }

    /// <summary>The libraries that it needs, in its order.</summary>
    public IReadOnlyList<string> Needed { get; init; } = [];

    /// <summary>Where it wants them searched for, as it is written: folders between colons; empty where it does not say.</summary>
    public IReadOnlyList<string> SearchPaths { get; init; } = [];

    /// <summary>Whether the bytes begin as an ELF file's do.</summary>
    public static bool IsElf(ReadOnlySpan<byte> file) => file.StartsWith("\u007fELF"u8);

    /// <summary>Parses a whole file.</summary>
    /// <param name="file">Its bytes.</param>
    /// <param name="name">How errors name it.</param>
    /// <exception cref="InvalidDataException">It is none, or not of the kind that is read.</exception>
    public static ElfFile Parse(ReadOnlySpan<byte> file, string name)
    {
        if (!IsElf(file) || file.Length < HeaderSize || file[4] != Class64 || file[5] != LittleEndian)
        {
            throw new InvalidDataException($"{name}: it is no ELF file of 64 bits, little-endian");
        }

        var elf = new ElfFile { Machine = BinaryPrimitives.ReadUInt16LittleEndian(file[18..]) };
        Segment? dynamic = null;
        var segments = Segments(file, name);
        foreach (var segment in segments)
        {
            switch (segment.Type)
            {
                case PT_INTERP:
                    elf = elf with { Interpreter = ReadName(Section(file, segment.Offset, segment.FileSize, name), name) };
                    break;
                case PT_DYNAMIC:
                    dynamic ??= segment;
                    break;
            }
        }

        return dynamic is { } found ? WithDynamic(elf, file, found, segments, name) : elf;
    }

    private static List<Segment> Segments(ReadOnlySpan<byte> file, string name)
    {
        var offset = BinaryPrimitives.ReadUInt64LittleEndian(file[32..]);
        var size = BinaryPrimitives.ReadUInt16LittleEndian(file[54..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(file[56..]);
        if (count > MaxProgramHeaders || (count > 0 && size != ProgramHeaderSize))
        {
            throw new InvalidDataException($"{name}: it has {count} program headers of {size} bytes");
        }

        var table = Section(file, offset, (ulong)count * ProgramHeaderSize, name);
        var segments = new List<Segment>(count);
        for (; !table.IsEmpty; table = table[ProgramHeaderSize..])
        {
            segments.Add(new Segment(
                BinaryPrimitives.ReadUInt32LittleEndian(table),
                BinaryPrimitives.ReadUInt64LittleEndian(table[8..]),
                BinaryPrimitives.ReadUInt64LittleEndian(table[16..]),
                BinaryPrimitives.ReadUInt64LittleEndian(table[32..])));
        }

        return segments;
    }

    private static ElfFile WithDynamic(ElfFile elf, ReadOnlySpan<byte> file, in Segment dynamic, List<Segment> segments, string name)
    {
        var (needed, paths) = (new List<ulong>(), new List<ulong>());
        ulong? strings = null;
        var table = Section(file, dynamic.Offset, dynamic.FileSize, name);
        for (var i = 0; table.Length >= DynamicEntrySize && i < MaxDynamicEntries; i++, table = table[DynamicEntrySize..])
        {
            var value = BinaryPrimitives.ReadUInt64LittleEndian(table[8..]);
            switch (BinaryPrimitives.ReadInt64LittleEndian(table))
            {
                case DT_NULL:
                    i = MaxDynamicEntries;
                    break;
                case DT_NEEDED:
                    needed.Add(value);
                    break;
                case DT_RPATH or DT_RUNPATH:
                    paths.Add(value);
                    break;
                case DT_STRTAB:
                    strings = value;
                    break;
            }
        }

        if (needed.Count + paths.Count == 0)
        {
            return elf;
        }

        var at = FileOffset(segments, strings ?? throw new InvalidDataException($"{name}: it has no table of strings"), name);
        return elf with { Needed = Names(file, at, needed, name), SearchPaths = Names(file, at, paths, name) };
    }

    private static List<string> Names(ReadOnlySpan<byte> file, ulong strings, List<ulong> offsets, string name)
    {
        var names = new List<string>(offsets.Count);
        foreach (var offset in offsets)
        {
            var start = strings + offset;
            names.Add(start >= strings && start < (ulong)file.Length ? ReadName(file[(int)start..], name) : throw Outside(name));
        }

        return names;
    }

    private static ulong FileOffset(List<Segment> segments, ulong address, string name)
    {
        foreach (var segment in segments)
        {
            if (segment.Type == PT_LOAD && address >= segment.Address && address - segment.Address < segment.FileSize)
            {
                return segment.Offset + (address - segment.Address);
            }
        }

        throw Outside(name);
    }

    private static ReadOnlySpan<byte> Section(ReadOnlySpan<byte> file, ulong offset, ulong length, string name) =>
        offset <= (ulong)file.Length && length <= (ulong)file.Length - offset ? file.Slice((int)offset, (int)length) : throw Outside(name);

    private static string ReadName(ReadOnlySpan<byte> bytes, string name)
    {
        var length = bytes[..Math.Min(bytes.Length, MaxNameLength)].IndexOf((byte)0);
        try
        {
            return length > 0 ? Text.GetString(bytes[..length]) : throw new InvalidDataException($"{name}: a name in it is empty or too long");
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException($"{name}: a name in it is not UTF-8");
        }
    }

    private static InvalidDataException Outside(string name) => new($"{name}: it speaks of bytes that are not in it");

    private readonly record struct Segment(uint Type, ulong Offset, ulong Address, ulong FileSize);
}
