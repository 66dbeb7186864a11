using GraphDriver.Linux.Processes;
using GraphDriver.Linux.Terminals;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Containers.Monitor;

/// <summary>
/// This process's streams while they belong to a container: a terminal is raw, so that every key goes through, and its
/// size is passed on.
/// </summary>
internal sealed class ForegroundStreams : IDisposable
{
    private readonly TerminalMode? _mode;

    /// <param name="bundle">The folder of conmon's control fifo.</param>
    /// <param name="streams">Our streams.</param>
    /// <param name="terminal">Whether the container has a terminal.</param>
    /// <param name="signals">Who hears of the terminal's size; it is disposed before <paramref name="bundle"/> is.</param>
    public ForegroundStreams(SafeFileHandle bundle, AttachStreams streams, bool terminal, SignalForwarding signals)
    {
        if (!terminal)
        {
            return;
        }

        TerminalResizer.Send(bundle, streams.Output);
        signals.OnResize(() => TerminalResizer.Send(bundle, streams.Output));
        if (streams.Input is { } input && TerminalMode.IsTerminal(input))
        {
            _mode = TerminalMode.MakeRaw(input);
        }
    }

    /// <summary>Sends a signal to the container's process, which may have ended.</summary>
    public static void Forward(SafeFileHandle? process, int signal)
    {
        if (process is not null)
        {
            _ = PidFd.TrySignal(process, signal);
        }
    }

    public void Dispose() => _mode?.Dispose();
}
