using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>
/// A run of a file's bytes that lie one after another on the disk: <c>struct fiemap_extent</c> of linux/fiemap.h,
/// https://docs.kernel.org/filesystems/fiemap.html. Places and lengths are in bytes.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct FileExtent : IEquatable<FileExtent>
{
    internal readonly ulong LogicalOffset;
    internal readonly ulong PhysicalOffset;
    internal readonly ulong ByteCount;
    internal readonly ulong Reserved1;
    internal readonly ulong Reserved2;
    internal readonly ExtentFlags FlagBits;
    internal readonly uint Reserved3;
    internal readonly uint Reserved4;
    internal readonly uint Reserved5;

    /// <summary>Where it begins in the file.</summary>
    public ulong Logical => LogicalOffset;

    /// <summary>Where it begins on the disk, as the file system counts; it means nothing with <see cref="ExtentFlags.Unknown"/>.</summary>
    public ulong Physical => PhysicalOffset;

    /// <summary>How long it is in the file.</summary>
    public ulong Length => ByteCount;

    /// <summary>What the file system says of it.</summary>
    public ExtentFlags Flags => FlagBits;

    /// <summary>Same bytes of the file at the same place of the disk, whatever the flags.</summary>
    public bool Equals(FileExtent other) => Logical == other.Logical && Physical == other.Physical && Length == other.Length;

    public override bool Equals(object? obj) => obj is FileExtent other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Logical, Physical, Length);

    public static bool operator ==(FileExtent left, FileExtent right) => left.Equals(right);

    public static bool operator !=(FileExtent left, FileExtent right) => !left.Equals(right);
}
