using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Processes;

/// <summary>poll(2), https://man7.org/linux/man-pages/man2/poll.2.html.</summary>
public static partial class Poll
{
    /// <summary>Waits until one of the entries has something to report, or the time is over.</summary>
    /// <param name="entries">The files; each gets what happened to it.</param>
    /// <param name="timeout">The longest wait; null for no end.</param>
    /// <returns>How many entries report; 0 after the time is over.</returns>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static int Wait(Span<PollEntry> entries, TimeSpan? timeout = null)
    {
        var end = timeout is { } limit ? Environment.TickCount64 + (long)Math.Ceiling(limit.TotalMilliseconds) : long.MaxValue;
        while (true)
        {
            var left = timeout is null ? -1 : (int)Math.Clamp(end - Environment.TickCount64, 0, int.MaxValue);
            var count = poll(ref MemoryMarshal.GetReference(entries), (nuint)entries.Length, left);
            if (count >= 0)
            {
                return count;
            }

            if (!LastError.WasInterruption)
            {
                throw LinuxException.FromLastError("poll", "files");
            }
        }
    }

    [LibraryImport(Libc.Name, SetLastError = true)]
    private static partial int poll(ref PollEntry entries, nuint count, int milliseconds);
}
