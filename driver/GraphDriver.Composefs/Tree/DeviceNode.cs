namespace GraphDriver.Composefs.Tree;

/// <summary>
/// A character or block device. The character device 0:0 is a whiteout, whoever made it: overlayfs knows no other meaning
/// (https://docs.kernel.org/filesystems/overlayfs.html#whiteouts-and-opaque-directories).
/// </summary>
public sealed class DeviceNode : Node
{
    /// <summary>The largest major number that the kernel and the format know (12 bits).</summary>
    public const uint MaxMajor = 0xFFF;

    /// <summary>The largest minor number that the kernel and the format know (20 bits).</summary>
    public const uint MaxMinor = 0xFFFFF;

    /// <exception cref="ArgumentException"><paramref name="type"/> is no device's.</exception>
    public DeviceNode(FileType type, uint major, uint minor)
        : base(type)
    {
        if (type is not (FileType.CharacterDevice or FileType.BlockDevice))
        {
            throw new ArgumentException($"a {type} is no device", nameof(type));
        }

        (Major, Minor) = (major, minor);
    }

    public uint Major { get; }

    public uint Minor { get; }

    /// <summary>Both numbers as EROFS and dumps have them: the kernel's <c>new_encode_dev</c>.</summary>
    internal uint Number => (Minor & 0xFF) | (Major << 8) | ((Minor & ~0xFFu) << 12);

    public bool IsWhiteout => Type == FileType.CharacterDevice && Major == 0 && Minor == 0;

    /// <summary>A new whiteout: character device 0:0 without permissions, as overlayfs makes them.</summary>
    public static DeviceNode CreateWhiteout() => new(FileType.CharacterDevice, 0, 0);

    internal static DeviceNode FromNumber(FileType type, uint number) =>
        new(type, (number >> 8) & MaxMajor, (number & 0xFF) | ((number >> 12) & ~0xFFu));
}
