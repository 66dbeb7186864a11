using System.Security.Cryptography;
using GraphDriver.Containers.Monitor;
using GraphDriver.Containers.Runtime;
using GraphDriver.Linux.Processes;
using GraphDriver.Oci.Model;
using GraphDriver.Store;
using GraphDriver.Store.Files;

namespace GraphDriver.Containers;

/// <summary>Runs more commands in a running container, each under a monitor of its own.</summary>
internal sealed class ContainerExec(ContainerStorage storage, HostFacts host, IReadOnlyList<string> cleanupCommand)
{
    private const string FolderPrefix = "exec-";
    private const string ProcessFile = "process.json";
    private const int SessionIdLength = 64;

    /// <summary>Runs a command with the given streams, and the signals of this process.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="ContainerRuntimeException">The container does not run, or the command cannot be started.</exception>
    /// <exception cref="IOException">A call failed.</exception>
    public int Run(Container container, ExecOptions options, AttachStreams streams)
    {
        var id = NewId();
        using var folders = OpenRunning(container);
        using var folder = StoreFolder.OpenOrMake(folders.Run.Handle, folders.Run.FullPath, FolderPrefix + id);
        try
        {
            using var signals = new SignalForwarding();
            using var conmon = ConmonProcess.Start(ProgramLocator.Conmon(), Command(container, folders, folder, id, options, attach: true));
            conmon.Begin(outlivesSession: false);
            conmon.WaitForSocket();
            using var session = AttachSession.Connect(folder.Handle);
            using var foreground = new ForegroundStreams(folder.Handle, streams, options.Terminal, signals);
            conmon.Release();
            using var process = PidFd.TryOpen(conmon.ReadPid());
            signals.SendTo(signal => ForegroundStreams.Forward(process, signal));
            if (!session.Run(streams))
            {
                ForegroundStreams.Forward(process, Signal.Kill);
            }

            return conmon.ReadExitCode();
        }
        finally
        {
            folders.Run.RemoveTree(FolderPrefix + id);
        }
    }

    /// <summary>Starts a command and leaves it to itself.</summary>
    /// <returns>An id of its own.</returns>
    /// <exception cref="ContainerRuntimeException">The container does not run, or the command cannot be started.</exception>
    /// <exception cref="IOException">A call failed.</exception>
    public string Start(Container container, ExecOptions options)
    {
        var id = NewId();
        using var folders = OpenRunning(container);
        using var folder = StoreFolder.OpenOrMake(folders.Run.Handle, folders.Run.FullPath, FolderPrefix + id);
        try
        {
            using var conmon = ConmonProcess.Start(ProgramLocator.Conmon(), Command(container, folders, folder, id, options, attach: false));
            conmon.Begin(outlivesSession: true);
            conmon.ReadPid();
            return id;
        }
        catch
        {
            folders.Run.RemoveTree(FolderPrefix + id);
            throw;
        }
    }

    /// <summary>Removes what a command that was left to itself had.</summary>
    /// <exception cref="FormatException">The text is no id of a command.</exception>
    /// <exception cref="IOException">A call failed.</exception>
    public void CleanUp(ContainerId container, string id)
    {
        if (id.Length != SessionIdLength || !LowerHex.IsAllOf(id))
        {
            throw new FormatException($"'{id}' is not the id of a command in a container");
        }

        storage.Containers.RunFolder.RemoveTree($"{container}/userdata/{FolderPrefix}{id}");
    }

    private ContainerFolders OpenRunning(Container container)
    {
        var folders = ContainerFolders.Open(storage.Containers, container.Id);
        if (StatusReader.Read(folders).State == ContainerState.Running)
        {
            return folders;
        }

        folders.Dispose();
        throw new ContainerRuntimeException($"the container {container.Name} is not running: start it first");
    }

    private ConmonCommand Command(
        Container container, ContainerFolders folders, StoreFolder folder, string id, ExecOptions options, bool attach)
    {
        const string Configuration = "config.json";
        var config = folders.Stays.ReadIfThere(Configuration, BundleBuilder.MaxConfigSize)
            ?? throw new InvalidDataException($"{folders.Stays.PathOf(Configuration)} is missing");
        using var json = new MemoryStream();
        RuntimeSpecWriter.WriteProcess(ExecProcess.Build(config, options, host, folders.Stays.PathOf(Configuration)), json);
        folder.WriteWhole(ProcessFile, json.ToArray(), flush: false);
        return new ConmonCommand
        {
            Id = container.Id.Hex,
            RunId = id,
            Name = container.Name,
            Runtime = container.Settings.RuntimePath,
            Bundle = folder.FullPath,
            PidFile = folder.PathOf("pidfile"),
            ConmonPidFile = folder.PathOf("conmon.pid"),
            ExitDirectory = folder.FullPath,
            RuntimeLog = folder.PathOf(ContainerFolders.RuntimeLog),
            Terminal = options.Terminal,
            Interactive = options.Interactive,
            ExecProcess = folder.PathOf(ProcessFile),
            ExecAttach = attach,
            ExitCommand = attach || cleanupCommand.Count == 0 ? [] : [.. cleanupCommand, "--exec", id, container.Id.Hex],
        };
    }

    private static string NewId() => RandomNumberGenerator.GetHexString(SessionIdLength, lowercase: true);
}
