namespace GraphDriver.Linux.Files;

/// <summary>Attributes that statx(2) reports.</summary>
[Flags]
public enum StatAttributes : ulong
{
    None = 0,
    Compressed = 0x4,
    Immutable = 0x10,
    Append = 0x20,
    Encrypted = 0x800,
    Automount = 0x1000,

    /// <summary>The root of a mount.</summary>
    MountRoot = 0x2000,

    /// <summary>Sealed by fs-verity.</summary>
    Verity = 0x100000,
    Dax = 0x200000,
}
