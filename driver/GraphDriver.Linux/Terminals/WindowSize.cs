using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Terminals;

/// <summary>The size of a terminal in characters, ioctl_tty(2), https://man7.org/linux/man-pages/man2/TIOCGWINSZ.2const.html.</summary>
/// <param name="Rows">Lines.</param>
/// <param name="Columns">Characters in a line.</param>
public readonly partial record struct WindowSize(int Rows, int Columns)
{
    private const nuint TIOCGWINSZ = 0x5413;

    /// <summary>The size of an open terminal; null where it is none or has no size.</summary>
    public static WindowSize? Of(SafeFileHandle terminal)
    {
        var result = ioctl(terminal, TIOCGWINSZ, out var size);
        return result == 0 && size is { Rows: > 0, Columns: > 0 } ? new WindowSize(size.Rows, size.Columns) : null;
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int ioctl(SafeFileHandle fd, nuint request, out Native size);

    /// <summary>struct winsize.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Native
    {
        public ushort Rows;
        public ushort Columns;
        public ushort PixelWidth;
        public ushort PixelHeight;
    }
}
