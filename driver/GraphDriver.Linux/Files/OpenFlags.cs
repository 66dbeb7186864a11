namespace GraphDriver.Linux.Files;

/// <summary>Flags of open(2), with the values of x86-64. <see cref="CloseOnExec"/> is always added.</summary>
[Flags]
public enum OpenFlags
{
    ReadOnly = 0,
    WriteOnly = 1,
    ReadWrite = 2,
    Create = 0x40,
    Exclusive = 0x80,
    NoControllingTerminal = 0x100,
    Truncate = 0x200,
    Append = 0x400,
    NonBlocking = 0x800,
    Direct = 0x4000,
    Directory = 0x10000,
    NoFollow = 0x20000,
    NoAccessTime = 0x40000,
    CloseOnExec = 0x80000,

    /// <summary>Names the file without opening it (<c>O_PATH</c>).</summary>
    PathOnly = 0x200000,

    /// <summary>A file without a name in the directory (<c>O_TMPFILE</c>); give it one by <see cref="LinkAt.LinkHandle"/>.</summary>
    Temporary = 0x400000 | Directory,
}
