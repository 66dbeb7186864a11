using System.Text;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Terminals;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Containers.Monitor;

/// <summary>Gives a container's terminal the size of ours, through conmon's control fifo: lines of <c>1 rows columns</c>.</summary>
internal static class TerminalResizer
{
    private const string ControlFifo = "ctl";
    private const int ResizeEvent = 1;

    // What is larger conmon refuses.
    private const int MaxSize = 1000;

    /// <summary>Passes the size on, where there is a terminal, and someone to tell.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static void Send(SafeFileHandle bundle, SafeFileHandle terminal)
    {
        if (WindowSize.Of(terminal) is not { Rows: <= MaxSize, Columns: <= MaxSize } size)
        {
            return;
        }

        // Without blocking: a fifo that nobody reads is one whose conmon has ended.
        var errno = OpenAt.TryOpen(bundle, ControlFifo, OpenFlags.WriteOnly | OpenFlags.NonBlocking, 0, out var fifo);
        if (errno is Errno.ENXIO or Errno.ENOENT)
        {
            return;
        }

        using (fifo)
        {
            if (errno != Errno.None)
            {
                throw LinuxException.From(errno, "open", ControlFifo);
            }

            WriteFile.Write(fifo!, Encoding.ASCII.GetBytes($"{ResizeEvent} {size.Rows} {size.Columns}\n"));
        }
    }
}
