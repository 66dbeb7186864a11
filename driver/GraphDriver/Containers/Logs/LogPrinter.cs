using System.Text;
using GraphDriver.Containers.Monitor;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Processes;

namespace GraphDriver.Containers.Logs;

/// <summary>Prints a container's log to the streams that it came from.</summary>
internal sealed class LogPrinter(ContainerFolders folders, LogOptions options, AttachStreams streams)
{
    private readonly OutputBuffer _output = new(streams.Output);
    private readonly OutputBuffer _error = new(streams.Error);
    private bool _outputInLine;
    private bool _errorInLine;

    /// <exception cref="InvalidDataException">The log is damaged.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void Print()
    {
        using var file = TryOpen();
        if (file is null)
        {
            return;
        }

        var reader = new LogLineReader(file, folders.LogPath);
        if (options.Tail is { } tail)
        {
            reader.Position = StartOfTail(reader, tail);
        }

        if (options.Follow)
        {
            using var watch = FileWatch.Start(file, FileEvents.Modified);
            using var ends = FileWatch.Start(folders.Stays.Handle, FileEvents.MovedIn | FileEvents.Created);
            Follow(reader, watch, ends);
        }
        else
        {
            PrintAll(reader);
        }
    }

    private void Follow(LogLineReader reader, FileWatch watch, FileWatch ends)
    {
        using var monitor = folders.ReadProcesses() is { Monitor: { Pid: > 0 } process } ? PidFd.TryOpen(process.Pid) : null;
        while (true)
        {
            watch.Clear();
            ends.Clear();

            // In this order: once it has ended nothing more is written.
            var hasEnded = StatusReader.Read(folders).State != ContainerState.Running;
            PrintAll(reader);
            if (hasEnded)
            {
                return;
            }

            Span<PollEntry> entries = [new PollEntry(watch.Handle), new PollEntry(ends.Handle), new PollEntry(monitor)];
            Poll.Wait(entries);
            if (entries[2].IsReadable)
            {
                PrintAll(reader);
                return;
            }
        }
    }

    private void PrintAll(LogLineReader reader)
    {
        while (reader.TryRead(out var line))
        {
            if (LogEntry.TryParse(line, out var entry) && IsWanted(entry))
            {
                PrintEntry(entry);
            }
        }

        _output.Flush();
        _error.Flush();
    }

    private void PrintEntry(in LogEntry entry)
    {
        var (target, other) = entry.IsError ? (_error, _output) : (_output, _error);

        // Both may be the same terminal: what was written first is shown first.
        other.Flush();
        ref var inLine = ref entry.IsError ? ref _errorInLine : ref _outputInLine;
        if (options.Timestamps && !inLine)
        {
            target.Write(Encoding.ASCII.GetBytes(entry.TimeText + " "));
        }

        target.Write(entry.Content);
        inLine = entry.IsPartial;
        if (!inLine)
        {
            target.Write("\n"u8);
        }
    }

    private bool IsWanted(in LogEntry entry) =>
        (options.Since is null && options.Until is null)
        || (entry.Time is { } time && (options.Since is not { } since || time >= since) && (options.Until is not { } until || time <= until));

    /// <summary>Where the last lines begin. A line counts where it ends, and begins with its first piece.</summary>
    private static long StartOfTail(LogLineReader reader, int count)
    {
        var starts = new Queue<long>();
        var (isOutputStart, isErrorStart) = (true, true);
        for (var position = reader.Position; reader.TryRead(out var line); position = reader.Position)
        {
            if (!LogEntry.TryParse(line, out var entry))
            {
                continue;
            }

            ref var isStart = ref entry.IsError ? ref isErrorStart : ref isOutputStart;
            if (isStart)
            {
                starts.Enqueue(position);
            }

            isStart = !entry.IsPartial;
            if (starts.Count > count)
            {
                starts.Dequeue();
            }
        }

        return starts.TryPeek(out var start) ? start : reader.Position;
    }

    private Microsoft.Win32.SafeHandles.SafeFileHandle? TryOpen() =>
        OpenAt.TryOpen(WorkingDirectory.Handle, folders.LogPath, OpenFlags.ReadOnly, 0, out var file) switch
        {
            Errno.None => file,
            Errno.ENOENT => null,
            var errno => throw LinuxException.From(errno, "open", folders.LogPath),
        };
}
