using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Verity;

/// <summary>FS_IOC_ENABLE_VERITY, https://docs.kernel.org/filesystems/fsverity.html.</summary>
public static unsafe partial class EnableVerity
{
    private const nuint FS_IOC_ENABLE_VERITY = 0x40806685;

    /// <summary>
    /// Seals a file: it is read-only from then on, and every read is checked. No handle may have it open for writing.
    /// </summary>
    /// <param name="handle">Opened for reading only.</param>
    /// <param name="algorithm">The hash.</param>
    /// <param name="blockSize">Bytes that are hashed together.</param>
    /// <param name="salt">Up to 32 bytes that are hashed before each block.</param>
    /// <returns>
    /// <see cref="Errno.None"/>; <see cref="Errno.EEXIST"/> where it is sealed already; <see cref="Errno.EOPNOTSUPP"/> or
    /// <see cref="Errno.ENOTTY"/> where kernel or file system cannot; <see cref="Errno.ETXTBSY"/> where it is open for writing.
    /// </returns>
    public static Errno TryEnable(
        SafeFileHandle handle, VerityAlgorithm algorithm = VerityAlgorithm.Sha256, uint blockSize = 4096, ReadOnlySpan<byte> salt = default)
    {
        fixed (byte* start = salt)
        {
            var argument = new VerityEnableArgument
            {
                Version = 1,
                HashAlgorithm = (uint)algorithm,
                BlockSize = blockSize,
                SaltSize = (uint)salt.Length,
                Salt = (ulong)start,
            };
            int result;
            do
            {
                result = ioctl(handle, FS_IOC_ENABLE_VERITY, in argument);
            }
            while (result < 0 && LastError.WasInterruption);
            return result < 0 ? LastError.Value : Errno.None;
        }
    }

    /// <summary>As <see cref="TryEnable"/>; a file that is sealed already is no error.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Enable(
        SafeFileHandle handle, VerityAlgorithm algorithm = VerityAlgorithm.Sha256, uint blockSize = 4096)
    {
        var errno = TryEnable(handle, algorithm, blockSize);
        if (errno is not (Errno.None or Errno.EEXIST))
        {
            throw LinuxException.From(errno, "enable fs-verity", handle);
        }
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int ioctl(SafeFileHandle fd, nuint request, in VerityEnableArgument argument);
}
