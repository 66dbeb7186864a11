using System.Text;
using GraphDriver.Linux.Files;

namespace GraphDriver.Linux.Mounts;

/// <summary>
/// A file system that is being configured. Errors carry the kernel's own words, which it leaves in the descriptor
/// (https://docs.kernel.org/filesystems/mount_api.html).
/// </summary>
public sealed class FileSystemContext : IDisposable
{
    private const int MaxMessages = 64;

    private readonly string _type;
    private readonly SafeFileHandle _handle;

    private FileSystemContext(string type, SafeFileHandle handle)
    {
        _type = type;
        _handle = handle;
    }

    /// <summary>Starts on a file system of the given type.</summary>
    /// <exception cref="LinuxException">The call failed; <see cref="Errno.ENODEV"/> where the kernel has no such type.</exception>
    public static FileSystemContext Open(string type)
    {
        var errno = FsOpen.TryOpen(type, out var handle);
        return errno == Errno.None
            ? new FileSystemContext(type, handle!)
            : throw LinuxException.From(
                errno, "fsopen", type, errno == Errno.ENODEV ? "the kernel does not have this file system" : null);
    }

    /// <summary>Sets a parameter without a value.</summary>
    /// <exception cref="LinuxException">It is refused.</exception>
    public void Set(string key) => Check(FsConfig.TrySetFlag(_handle, key), key);

    /// <summary>Sets a parameter to a text of at most 255 bytes.</summary>
    /// <exception cref="LinuxException">It is refused.</exception>
    public void Set(string key, string value)
    {
        if (Encoding.UTF8.GetByteCount(value) > FsConfig.MaxTextLength)
        {
            throw new ArgumentException(
                $"the value of {key} is longer than {FsConfig.MaxTextLength} bytes", nameof(value));
        }

        Check(FsConfig.TrySetText(_handle, key, value), $"{key}={value}");
    }

    /// <summary>Sets a parameter to an open file or a detached mount.</summary>
    /// <exception cref="LinuxException">It is refused.</exception>
    public void Set(string key, SafeFileHandle value) => Check(FsConfig.TrySetHandle(_handle, key, value), key);

    /// <summary>Makes the file system and a detached mount of it.</summary>
    /// <exception cref="LinuxException">It is refused.</exception>
    public SafeFileHandle Mount(MountAttributes attributes = MountAttributes.None)
    {
        Check(FsConfig.TryCreate(_handle), null);
        Check(FsMount.TryMount(_handle, attributes, out var mount), null);
        return mount!;
    }

    public void Dispose() => _handle.Dispose();

    private void Check(Errno errno, string? parameter)
    {
        if (errno != Errno.None)
        {
            var what = parameter is null ? _type : $"{_type} {parameter}";
            throw LinuxException.From(errno, "mount", what, Messages());
        }
    }

    /// <summary>What the kernel left: lines that start with <c>e</c>, <c>w</c> or <c>i</c> and a blank.</summary>
    private string? Messages()
    {
        Span<byte> buffer = stackalloc byte[1024];
        var messages = new List<string>();
        while (messages.Count < MaxMessages)
        {
            var errno = ReadFile.TryRead(_handle, buffer, out var length);
            if (errno != Errno.None)
            {
                // ENODATA when there are no more; a message that cannot be read must not hide the error itself.
                break;
            }

            messages.Add(PathText.Escape(buffer[..length].TrimEnd("\n"u8)));
        }

        return messages.Count == 0 ? null : string.Join("; ", messages.Select(WithoutLevel));
    }

    private static string WithoutLevel(string message) =>
        message.Length > 2 && message[1] == ' ' ? message[2..] : message;
}
