using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Files;

/// <summary>A part of a file in the address space, mmap(2), https://man7.org/linux/man-pages/man2/mmap.2.html. Nobody reads through it: it makes no page present.</summary>
internal sealed partial class FileMapping : SafeHandleMinusOneIsInvalid
{
    private const int PROT_READ = 1;
    private const int MAP_SHARED = 1;

    private readonly nuint _length;

    private FileMapping(nint address, nuint length)
        : base(ownsHandle: true)
    {
        SetHandle(address);
        _length = length;
    }

    /// <summary>Maps a part of a file.</summary>
    /// <param name="file">The file, open for reading.</param>
    /// <param name="offset">Where the part begins: a multiple of the page size.</param>
    /// <param name="length">How long it is, in bytes; more than 0.</param>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static FileMapping Map(SafeFileHandle file, long offset, nuint length)
    {
        var address = mmap(0, length, PROT_READ, MAP_SHARED, file, offset);
        return address != -1 ? new FileMapping(address, length) : throw LinuxException.FromLastError("mmap", file);
    }

    protected override bool ReleaseHandle() => munmap(handle, _length) == 0;

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial nint mmap(nint address, nuint length, int protection, int flags, SafeFileHandle fd, long offset);

    [LibraryImport(Libc.Name)]
    private static partial int munmap(nint address, nuint length);
}
