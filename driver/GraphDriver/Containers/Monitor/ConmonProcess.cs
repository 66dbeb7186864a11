using System.Text;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Processes;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Containers.Monitor;

/// <summary>
/// A started conmon and the pipes to it. It makes a child that stays and ends itself; the child runs the runtime and
/// tells on the sync pipe how that went.
/// </summary>
internal sealed class ConmonProcess : IDisposable
{
    private const int SyncPipe = 3;
    private const int StartPipe = 4;
    private const int AttachPipe = 5;
    private const int MaxErrorSize = 1 << 16;

    // As long as podman waits for a container to be made.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(240);

    private readonly ConmonCommand _command;
    private readonly SafeFileHandle _sync;
    private readonly SafeFileHandle _start;
    private readonly SafeFileHandle? _attach;

    private ConmonProcess(ConmonCommand command, SafeFileHandle sync, SafeFileHandle start, SafeFileHandle? attach) =>
        (_command, _sync, _start, _attach) = (command, sync, start, attach);

    /// <summary>Starts conmon, and lets it go on to start the runtime.</summary>
    /// <param name="program">The path of conmon.</param>
    /// <param name="command">What it is to do.</param>
    /// <exception cref="ContainerRuntimeException">It ended at once.</exception>
    /// <exception cref="LinuxException">It could not be started.</exception>
    public static ConmonProcess Start(string program, ConmonCommand command)
    {
        var (sync, childSync) = SocketPair.Create();
        var (start, childStart) = SocketPair.Create();
        var (attach, childAttach) = command.ExecAttach ? SocketPair.Create() : (null, null);
        var process = new ConmonProcess(command, sync, start, attach);
        try
        {
            using (childSync)
            using (childStart)
            using (childAttach)
            {
                process.Launch(program, childSync, childStart, childAttach);
            }

            return process;
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <summary>Waits until the runtime has made the container, or started the command.</summary>
    /// <returns>The process's id.</returns>
    /// <exception cref="ContainerRuntimeException">The runtime could not.</exception>
    public int ReadPid()
    {
        var message = Read(_sync, Patience);
        if (message.Data >= 0)
        {
            return message.Data;
        }

        // The log has the error alone; conmon's message has all that the runtime printed.
        var text = LogError() ?? message.Message ?? "the runtime failed and did not say why";
        throw ContainerRuntimeException.FromRuntime(Path.GetFileName(_command.Runtime), text);
    }

    /// <summary>Waits until the socket to attach to is there.</summary>
    /// <exception cref="ContainerRuntimeException">Conmon ended before.</exception>
    public void WaitForSocket() => Read(_attach!, Patience);

    /// <summary>Lets a command start that waited for someone to attach.</summary>
    /// <exception cref="LinuxException">Conmon has ended.</exception>
    public void Release() => WriteFile.Write(_start, [0]);

    /// <summary>Waits, however long it takes, until the command has ended.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="ContainerRuntimeException">Conmon ended before.</exception>
    public int ReadExitCode() => Read(_sync, null).Data;

    public void Dispose()
    {
        _sync.Dispose();
        _start.Dispose();
        _attach?.Dispose();
    }

    private void Launch(string program, SafeFileHandle sync, SafeFileHandle start, SafeFileHandle? attach)
    {
        using var nothing = OpenAt.Open("/dev/null", OpenFlags.ReadWrite);
        var (errors, errorWriter) = Pipe.Create();
        using var errorReader = errors;
        int pid;
        using (errorWriter)
        {
            List<InheritedFile> files =
                [new(nothing, 0), new(nothing, 1), new(errorWriter, 2), new(sync, SyncPipe), new(start, StartPipe)];
            if (attach is not null)
            {
                files.Add(new InheritedFile(attach, AttachPipe));
            }

            pid = PosixSpawn.Start(new ProcessStart
            {
                Program = program,
                Arguments = _command.ToArguments(),
                Environment = ConmonEnvironment.Build(SyncPipe, StartPipe, attach is null ? null : AttachPipe),
                Files = files,
                NewProcessGroup = true,
            });
        }

        MonitorCgroup.TryEnter(pid);
        try
        {
            Release();
        }
        catch (LinuxException error) when (error.Errno is Errno.EPIPE or Errno.ECONNRESET)
        {
            // It ended already: its exit code and its words say more than this.
        }

        if (WaitPid.Wait(pid).Code is not 0 and var code)
        {
            var words = Encoding.UTF8.GetString(ReadFile.ReadAll(errorReader, MaxErrorSize)).Trim();
            throw new ContainerRuntimeException($"conmon failed with exit code {code}: {(words.Length > 0 ? words : "it did not say why")}");
        }
    }

    private SyncMessage Read(SafeFileHandle pipe, TimeSpan? patience)
    {
        if (Poll.Wait([new PollEntry(pipe)], patience) == 0)
        {
            throw new ContainerRuntimeException($"conmon did not answer within {Patience.TotalSeconds} seconds");
        }

        var buffer = new byte[SyncMessage.MaxSize];
        var count = ReadFile.Read(pipe, buffer);
        return count > 0
            ? SyncMessage.Parse(buffer.AsSpan(0, count))
            : throw new ContainerRuntimeException($"conmon ended without a word{(LogError() is { } error ? $": {error}" : "")}");
    }

    private string? LogError()
    {
        var errno = OpenAt.TryOpen(WorkingDirectory.Handle, _command.RuntimeLog, OpenFlags.ReadOnly, 0, out var log);
        if (errno != Errno.None)
        {
            return null;
        }

        using (log)
        {
            return RuntimeLog.LastError(ReadFile.ReadAll(log!, RuntimeLog.MaxSize));
        }
    }
}
