using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Terminals;

/// <summary>
/// tcgetattr(3), cfmakeraw(3) and tcsetattr(3), https://man7.org/linux/man-pages/man3/termios.3.html: a terminal that
/// passes every key on, until disposed.
/// </summary>
public sealed partial class TerminalMode : IDisposable
{
    private const int TCSADRAIN = 1;

    // struct termios has 60 bytes with glibc; the room is for a later library.
    private const int Size = 256;

    private readonly SafeFileHandle _terminal;
    private readonly byte[] _saved;
    private int _restored;

    private TerminalMode(SafeFileHandle terminal, byte[] saved)
    {
        _terminal = terminal;
        _saved = saved;
    }

    /// <summary>Whether an open file is a terminal.</summary>
    public static bool IsTerminal(SafeFileHandle file) => isatty(file) == 1;

    /// <summary>Makes a terminal raw, as ssh(1) does; keeps <paramref name="terminal"/> until disposed.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static TerminalMode MakeRaw(SafeFileHandle terminal)
    {
        var saved = new byte[Size];
        if (tcgetattr(terminal, ref MemoryMarshal.GetArrayDataReference(saved)) != 0)
        {
            throw LinuxException.FromLastError("tcgetattr", terminal);
        }

        var raw = (byte[])saved.Clone();
        cfmakeraw(ref MemoryMarshal.GetArrayDataReference(raw));
        return tcsetattr(terminal, TCSADRAIN, ref MemoryMarshal.GetArrayDataReference(raw)) == 0
            ? new TerminalMode(terminal, saved)
            : throw LinuxException.FromLastError("tcsetattr", terminal);
    }

    /// <summary>Gives the terminal its former mode back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _restored, 1) == 0)
        {
            // A terminal that is gone has no mode to restore.
            _ = tcsetattr(_terminal, TCSADRAIN, ref MemoryMarshal.GetArrayDataReference(_saved));
        }
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int isatty(SafeFileHandle fd);

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int tcgetattr(SafeFileHandle fd, ref byte attributes);

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int tcsetattr(SafeFileHandle fd, int when, ref byte attributes);

    [LibraryImport(Libc.Name)]
    private static partial void cfmakeraw(ref byte attributes);
}
