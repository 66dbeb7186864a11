using System.Buffers.Text;

namespace GraphDriver.Linux.Processes;

/// <summary>
/// The memory of a process, summed up by the kernel over all its mappings: <c>/proc/PID/smaps_rollup</c>,
/// https://docs.kernel.org/filesystems/proc.html. All numbers are bytes; the kernel gives whole KiB.
/// </summary>
public readonly record struct SmapsRollup
{
    private const int MaxFile = 16 * 1024;
    private const int Unit = 1024;

    /// <summary>All pages that are mapped and present.</summary>
    public required long Rss { get; init; }

    /// <summary>The same, each page divided by the number of processes that map it.</summary>
    public required long Pss { get; init; }

    /// <summary>The part of <see cref="Pss"/> that is in no file.</summary>
    public required long PssAnonymous { get; init; }

    /// <summary>The part of <see cref="Pss"/> that is pages of files.</summary>
    public required long PssFile { get; init; }

    /// <summary>The part of <see cref="Pss"/> that is shared memory and files of tmpfs.</summary>
    public required long PssShared { get; init; }

    /// <summary>Pages that no other process maps, clean.</summary>
    public required long PrivateClean { get; init; }

    /// <summary>Pages that no other process maps, written to.</summary>
    public required long PrivateDirty { get; init; }

    /// <summary>What is swapped out.</summary>
    public required long Swap { get; init; }

    /// <summary>The same, each page divided by the number of its users.</summary>
    public required long SwapPss { get; init; }

    /// <summary>Reads the memory of a process; null where it is gone, is a zombie, or has no memory of its own as the kernel's threads.</summary>
    /// <exception cref="LinuxException">It cannot be read; <see cref="Errno.EACCES"/> where this user may not look into the process.</exception>
    /// <exception cref="InvalidDataException">The file is not as it should be.</exception>
    public static SmapsRollup? TryRead(int pid) => ProcessFile.TryReadAll(pid, "smaps_rollup", MaxFile) is { } text ? Parse(text) : null;

    /// <summary>Parses a whole file. Fields that are not known are passed over.</summary>
    /// <exception cref="InvalidDataException">A field is missing, is there twice, or is no number of KiB.</exception>
    public static SmapsRollup Parse(ReadOnlySpan<byte> text) => new()
    {
        Rss = Field(text, "Rss:"u8),
        Pss = Field(text, "Pss:"u8),
        PssAnonymous = Field(text, "Pss_Anon:"u8),
        PssFile = Field(text, "Pss_File:"u8),
        PssShared = Field(text, "Pss_Shmem:"u8),
        PrivateClean = Field(text, "Private_Clean:"u8),
        PrivateDirty = Field(text, "Private_Dirty:"u8),
        Swap = Field(text, "Swap:"u8),
        SwapPss = Field(text, "SwapPss:"u8),
    };

    private static long Field(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        long? value = null;
        foreach (var range in text.Split((byte)'\n'))
        {
            var line = text[range];
            if (line.StartsWith(name))
            {
                value = value is null ? Number(line[name.Length..], line) : throw Malformed(line);
            }
        }

        return value ?? throw new InvalidDataException($"smaps_rollup has no field '{PathText.Escape(name)}'");
    }

    private static long Number(ReadOnlySpan<byte> field, ReadOnlySpan<byte> line)
    {
        field = field.Trim((byte)' ');
        return Utf8Parser.TryParse(field, out long number, out var length) && number is >= 0 and <= long.MaxValue / Unit && field[length..].SequenceEqual(" kB"u8)
            ? number * Unit
            : throw Malformed(line);
    }

    private static InvalidDataException Malformed(ReadOnlySpan<byte> line) => new($"malformed line of smaps_rollup: {PathText.Escape(line)}");
}
