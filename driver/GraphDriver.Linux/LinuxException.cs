using System.Runtime.InteropServices;

namespace GraphDriver.Linux;

/// <summary>
/// A system call failed. The message reads as the C tools' do: <c>open 'x': No such file or directory</c>.
/// Every error number of this assembly becomes an exception here and nowhere else.
/// </summary>
public sealed class LinuxException : IOException
{
    private LinuxException(Errno errno, string operation, string path, string? detail)
        : base(Describe(errno, operation, path, detail), (int)errno)
    {
        Errno = errno;
        Operation = operation;
        Path = path;
        Detail = detail;
    }

    /// <summary>The kernel's error number.</summary>
    public Errno Errno { get; }

    /// <summary>The system call, for example <c>open</c>.</summary>
    public string Operation { get; }

    /// <summary>What it was called on, fit to be shown: bytes that are not UTF-8 are written as <c>\xNN</c>.</summary>
    public string Path { get; }

    /// <summary>More of the kernel's words, or null.</summary>
    public string? Detail { get; }

    /// <summary>An exception for a known error number.</summary>
    /// <param name="errno">The error number; not <see cref="Errno.None"/>.</param>
    /// <param name="operation">The system call.</param>
    /// <param name="path">What it was called on.</param>
    /// <param name="detail">More words of the kernel's, or null.</param>
    public static LinuxException From(Errno errno, string operation, LinuxPath path, string? detail = null) =>
        new(errno, operation, path.ToString(), detail);

    /// <summary>Throws where a call that reports its error rather than throwing has one.</summary>
    public static void ThrowIfError(Errno errno, string operation, LinuxPath path)
    {
        if (errno != Errno.None)
        {
            throw From(errno, operation, path);
        }
    }

    /// <summary>An exception for an error on an open file, named by what <c>/proc/self/fd</c> says of it.</summary>
    public static LinuxException From(Errno errno, string operation, SafeFileHandle handle, string? detail = null) =>
        new(errno, operation, HandleName.Of(handle), detail);

    internal static LinuxException FromLastError(string operation, LinuxPath path) =>
        From(LastError.Value, operation, path);

    internal static LinuxException FromLastError(string operation, SafeFileHandle handle) =>
        From(LastError.Value, operation, handle);

    private static string Describe(Errno errno, string operation, string path, string? detail)
    {
        var text = $"{operation} '{path}': {Marshal.GetPInvokeErrorMessage((int)errno)}";
        return detail is null ? text : $"{text} ({detail})";
    }
}
