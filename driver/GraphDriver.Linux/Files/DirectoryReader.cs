using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>getdents64(2), https://man7.org/linux/man-pages/man2/getdents.2.html.</summary>
public static partial class DirectoryReader
{
    private const int BufferSize = 32 * 1024;
    private const int TypeShift = 12;

    // struct linux_dirent64: u64 ino, s64 offset, u16 length, u8 type, name with its NUL.
    private const int LengthOffset = 16;
    private const int TypeOffset = 18;
    private const int NameOffset = 19;

    /// <summary>
    /// The names of an open directory from its first on, without <c>.</c> and <c>..</c>, in the file system's order. One
    /// enumeration of a handle at a time: they share its position.
    /// </summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static IEnumerable<DirectoryEntry> Read(SafeFileHandle dir)
    {
        Lseek.Set(dir, 0);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int length;
            while ((length = Fill(dir, buffer)) > 0)
            {
                for (var at = 0; at < length;)
                {
                    var entry = Parse(dir, buffer.AsSpan(at, length - at), out var size);
                    at += size;
                    if (entry is { } found)
                    {
                        yield return found;
                    }
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static DirectoryEntry? Parse(SafeFileHandle dir, ReadOnlySpan<byte> record, out int size)
    {
        size = BinaryPrimitives.ReadUInt16LittleEndian(record[LengthOffset..]);
        var name = record[NameOffset..size];
        name = name[..name.IndexOf((byte)0)];
        if (name.SequenceEqual("."u8) || name.SequenceEqual(".."u8))
        {
            return null;
        }

        var type = (FileType)((uint)record[TypeOffset] << TypeShift);
        if (type == FileType.Unknown && Statx.TryQuery(dir, name, StatFlags.NoFollow, out var status) == Errno.None)
        {
            type = status.Type;
        }

        return new DirectoryEntry(name.ToArray(), type, BinaryPrimitives.ReadUInt64LittleEndian(record));
    }

    private static int Fill(SafeFileHandle dir, byte[] buffer)
    {
        nint count;
        do
        {
            count = getdents64(dir, ref MemoryMarshal.GetArrayDataReference(buffer), (nuint)buffer.Length);
        }
        while (count < 0 && LastError.WasInterruption);
        return count >= 0 ? (int)count : throw LinuxException.FromLastError("getdents", dir);
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial nint getdents64(SafeFileHandle fd, ref byte buffer, nuint size);
}
