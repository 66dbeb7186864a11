using GraphDriver.Linux;
using GraphDriver.Linux.Locks;
using GraphDriver.Linux.Processes;
using GraphDriver.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Containers;

/// <summary>
/// Waits for the exit code that conmon writes. While this is open a container that goes when it ends stays until the
/// code is read.
/// </summary>
internal sealed class ExitWaiter : IDisposable
{
    private readonly ContainerFolders _folders;
    private readonly RecordLock _client;
    private readonly FileWatch _watch;

    public ExitWaiter(ContainerStore store, ContainerId id)
    {
        _folders = ContainerFolders.Open(store, id);
        try
        {
            _client = _folders.AcquireClientLock(LockMode.Shared);
            _watch = FileWatch.Start(_folders.Stays.Handle, FileEvents.MovedIn | FileEvents.Created | FileEvents.ClosedAfterWrite);
        }
        catch
        {
            _client?.Dispose();
            _folders.Dispose();
            throw;
        }
    }

    /// <summary>The folder of the container's bundle.</summary>
    public SafeFileHandle Bundle => _folders.Stays.Handle;

    /// <summary>Polls readable when there may be an exit code.</summary>
    public SafeFileHandle Handle => _watch.Handle;

    /// <summary>Whether the exit code is there: by then all output of the container has been passed on.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public bool HasCode()
    {
        _watch.Clear();
        return _folders.ReadExit() is not null;
    }

    /// <summary>Waits until the container has ended, or the time is over.</summary>
    /// <returns>The exit code; null where it still runs.</returns>
    /// <exception cref="LinuxException">A call failed.</exception>
    public int? Wait(TimeSpan? timeout = null)
    {
        var end = timeout is { } limit ? Environment.TickCount64 + (long)limit.TotalMilliseconds : long.MaxValue;
        while (true)
        {
            _watch.Clear();
            var status = StatusReader.Read(_folders);
            if (status.State == ContainerState.Exited)
            {
                return status.ExitCode;
            }

            using var watched = OpenWatched();
            if (watched is null && status.State == ContainerState.Running)
            {
                // Both have ended since the state was read.
                continue;
            }

            var left = end == long.MaxValue ? (TimeSpan?)null : TimeSpan.FromMilliseconds(Math.Max(end - Environment.TickCount64, 0));
            if (Poll.Wait([new PollEntry(_watch.Handle), new PollEntry(watched)], left) == 0)
            {
                return null;
            }
        }
    }

    public void Dispose()
    {
        _watch.Dispose();
        _client.Dispose();
        _folders.Dispose();
    }

    /// <summary>Whose end tells more: the monitor, which writes the code, or without one the container's process itself.</summary>
    private SafeFileHandle? OpenWatched()
    {
        if (_folders.ReadProcesses() is not { } processes)
        {
            return null;
        }

        var watched = processes.Monitor.IsAlive() ? processes.Monitor : processes.Container;
        return watched.IsAlive() ? PidFd.TryOpen(watched.Pid) : null;
    }
}
