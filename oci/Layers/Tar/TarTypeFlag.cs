namespace GraphDriver.Oci.Layers.Tar;

/// <summary>The type flags of header blocks.</summary>
internal static class TarTypeFlag
{
    public const byte PaxHeader = (byte)'x';
    public const byte PaxGlobalHeader = (byte)'g';
    public const byte GnuLongName = (byte)'L';
    public const byte GnuLongLinkName = (byte)'K';

    public const byte Contiguous = (byte)'7';

    private const byte OldRegularFile = 0;
    private const byte OldGnuSparse = (byte)'S';

    /// <summary>The header and its payload belong to the entry after it, or to all.</summary>
    public static bool IsExtension(byte flag) => flag is PaxHeader or PaxGlobalHeader or GnuLongName or GnuLongLinkName;

    /// <summary>The flag of a type of file.</summary>
    public static byte Of(TarEntryType type) => type switch
    {
        TarEntryType.RegularFile => (byte)'0',
        TarEntryType.HardLink => (byte)'1',
        TarEntryType.SymbolicLink => (byte)'2',
        TarEntryType.CharacterDevice => (byte)'3',
        TarEntryType.BlockDevice => (byte)'4',
        TarEntryType.Directory => (byte)'5',
        TarEntryType.Fifo => (byte)'6',
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <summary>The type of file that a flag stands for, null for a flag that stands for none.</summary>
    /// <param name="flag">The flag.</param>
    /// <param name="name">The entry's full name: before POSIX a directory was a file whose name ends in a slash.</param>
    /// <param name="isOldGnuSparse">The header holds GNU's old sparse map.</param>
    public static TarEntryType? Resolve(byte flag, ReadOnlySpan<byte> name, out bool isOldGnuSparse)
    {
        isOldGnuSparse = flag == OldGnuSparse;
        return flag switch
        {
            OldRegularFile => name.EndsWith("/"u8) ? TarEntryType.Directory : TarEntryType.RegularFile,
            (byte)'0' or Contiguous or OldGnuSparse => TarEntryType.RegularFile,
            (byte)'1' => TarEntryType.HardLink,
            (byte)'2' => TarEntryType.SymbolicLink,
            (byte)'3' => TarEntryType.CharacterDevice,
            (byte)'4' => TarEntryType.BlockDevice,
            (byte)'5' => TarEntryType.Directory,
            (byte)'6' => TarEntryType.Fifo,
            _ => null,
        };
    }
}
