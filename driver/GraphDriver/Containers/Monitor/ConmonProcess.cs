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
    private readonly SafeFileHandle _errors;

    // Conmon itself until it has made its child; 0 then.
    private int _pid;

    private ConmonProcess(ConmonCommand command, SafeFileHandle sync, SafeFileHandle start, SafeFileHandle? attach, SafeFileHandle errors) =>
        (_command, _sync, _start, _attach, _errors) = (command, sync, start, attach, errors);

    /// <summary>
    /// Starts conmon, which then waits for <see cref="Begin"/>: loading it takes as long as preparing what it needs. One
    /// that is not begun ends with this object.
    /// </summary>
    /// <param name="program">The path of conmon.</param>
    /// <param name="command">What it is to do; the folder of its log is there already.</param>
    /// <exception cref="LinuxException">It could not be started.</exception>
    public static ConmonProcess Start(string program, ConmonCommand command)
    {
        var (sync, childSync) = SocketPair.Create();
        var (start, childStart) = SocketPair.Create();
        var (errors, childErrors) = Pipe.Create();
        var (attach, childAttach) = command.ExecAttach ? SocketPair.Create() : (null, null);
        var process = new ConmonProcess(command, sync, start, attach, errors);
        try
        {
            using (childSync)
            using (childStart)
            using (childErrors)
            using (childAttach)
            {
                process._pid = Spawn(program, command, childErrors, childSync, childStart, childAttach);
            }

            return process;
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <summary>Lets conmon go on: it makes the child that stays, and that one starts the runtime.</summary>
    /// <param name="outlivesSession">Whether it moves to a control group that does not end with this session.</param>
    /// <exception cref="ContainerRuntimeException">It ended at once.</exception>
    public void Begin(bool outlivesSession)
    {
        if (outlivesSession)
        {
            MonitorCgroup.TryEnter(_pid);
        }

        try
        {
            Release();
        }
        catch (LinuxException error) when (error.Errno is Errno.EPIPE or Errno.ECONNRESET)
        {
            // It ended already: its exit code and its words say more than this.
        }

        var code = WaitPid.Wait(_pid).Code;
        _pid = 0;
        if (code != 0)
        {
            var words = Encoding.UTF8.GetString(ReadFile.ReadAll(_errors, MaxErrorSize)).Trim();
            throw new ContainerRuntimeException($"conmon failed with exit code {code}: {(words.Length > 0 ? words : "it did not say why")}");
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
        if (_pid > 0 && Kill.TrySend(_pid, Signal.Kill) == Errno.None)
        {
            WaitPid.Wait(_pid);
        }

        _sync.Dispose();
        _start.Dispose();
        _attach?.Dispose();
        _errors.Dispose();
    }

    private static int Spawn(
        string program, ConmonCommand command, SafeFileHandle errors, SafeFileHandle sync, SafeFileHandle start, SafeFileHandle? attach)
    {
        using var nothing = OpenAt.Open("/dev/null", OpenFlags.ReadWrite);
        List<InheritedFile> files = [new(nothing, 0), new(nothing, 1), new(errors, 2), new(sync, SyncPipe), new(start, StartPipe)];
        if (attach is not null)
        {
            files.Add(new InheritedFile(attach, AttachPipe));
        }

        return PosixSpawn.Start(new ProcessStart
        {
            Program = program,
            Arguments = command.ToArguments(),
            Environment = ConmonEnvironment.Build(SyncPipe, StartPipe, attach is null ? null : AttachPipe),
            Files = files,

            // It outlives the command: the caller's folder is to stay free to be unmounted or removed.
            WorkingDirectory = "/",
            NewProcessGroup = true,
        });
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
