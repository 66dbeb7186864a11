using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Processes;

/// <summary>struct pollfd of poll(2).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct PollEntry
{
    internal int Descriptor;
    internal PollEvents Events;
    internal PollEvents Result;

    /// <summary>An entry for an open file, which must stay open while it is polled; null for one that never reports.</summary>
    public PollEntry(SafeFileHandle? handle, PollEvents events = PollEvents.Readable)
    {
        Descriptor = handle is null ? -1 : (int)handle.DangerousGetHandle();
        Events = events;
    }

    /// <summary>What has happened: what was asked for, or an error or the end, which always report.</summary>
    public readonly PollEvents Reported => Result;

    /// <summary>There is something to read, be it the end or an error.</summary>
    public readonly bool IsReadable => (Result & (PollEvents.Readable | PollEvents.HangUp | PollEvents.Error)) != 0;
}
