using GraphDriver.Containers.Monitor;
using GraphDriver.Linux.Processes;
using GraphDriver.Store;

namespace GraphDriver.Containers;

/// <summary>Runs a container as if its process were this one: streams, terminal, signals and the exit code are its.</summary>
internal sealed class ForegroundRun(ContainerStorage storage, ContainerStarter starter, ContainerCleaner cleaner)
{
    /// <returns>The process's exit code.</returns>
    /// <exception cref="ContainerRuntimeException">The container cannot be run.</exception>
    /// <exception cref="IOException">A call failed.</exception>
    public int Run(Container container, AttachStreams streams)
    {
        using var signals = new SignalForwarding();
        int code;
        using (var waiter = new ExitWaiter(storage.Containers, container.Id))
        {
            using (var started = starter.Start(container, streams))
            {
                signals.SendTo(signal => ForegroundStreams.Forward(started.Process, signal));
                using var foreground = new ForegroundStreams(waiter.Bundle, streams, container.Settings.Options.Terminal, signals);
                if (!started.Session!.Run(streams, waiter))
                {
                    // A program here whose reader goes ends by SIGPIPE; the first process of a container would not.
                    ForegroundStreams.Forward(started.Process, Signal.Kill);
                }

                code = waiter.Wait()!.Value;
            }
        }

        if (container.Settings.Options.Remove)
        {
            cleaner.CleanUp(container.Id);
        }

        return code;
    }
}
