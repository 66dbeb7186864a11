using GraphDriver.Containers.Monitor;
using GraphDriver.Containers.Runtime;
using GraphDriver.Linux.Processes;
using GraphDriver.Mounts;
using GraphDriver.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Containers;

/// <summary>Starts containers: mounts them, has the runtime make them under a monitor, and lets their process go.</summary>
internal sealed class ContainerStarter(ContainerStorage storage, HostFacts host, ContainerCleaner cleaner, IReadOnlyList<string> cleanupCommand)
{
    private readonly StoreMounts _mounts = new(storage);

    /// <summary>Starts a container that does not run.</summary>
    /// <param name="container">The container.</param>
    /// <param name="streams">What it is attached to before it runs, so that nothing is missed; null to leave it to itself.</param>
    /// <exception cref="ContainerRuntimeException">It runs already, or cannot be run.</exception>
    /// <exception cref="IOException">A call failed; it is not left mounted.</exception>
    public StartedContainer Start(Container container, AttachStreams? streams)
    {
        using var folders = ContainerFolders.Open(storage.Containers, container.Id);
        using var held = folders.AcquireLock();
        if (StatusReader.Read(folders).State == ContainerState.Running)
        {
            throw new ContainerRuntimeException($"the container {container.Name} is running already");
        }

        cleaner.ReleaseHeld(container, folders);
        folders.ForgetLastRun();
        AttachSession? session = null;
        SafeFileHandle? process = null;
        try
        {
            using var conmon = ConmonProcess.Start(ProgramLocator.Conmon(), Command(container, folders));
            new BundleBuilder(host).Prepare(container, folders, Mount(container, folders));
            conmon.Begin(outlivesSession: streams is null);
            var pid = conmon.ReadPid();
            folders.WriteProcesses(pid);
            process = PidFd.TryOpen(pid);
            if (streams is not null)
            {
                session = AttachSession.Connect(folders.Stays.Handle);
                TerminalResizer.Send(folders.Stays.Handle, streams.Output);
            }

            new OciRuntime(container.Settings.RuntimePath).Start(container.Id.Hex);
            folders.WriteStarted();
            return new StartedContainer(container, pid, process, session);
        }
        catch
        {
            session?.Dispose();
            process?.Dispose();
            cleaner.ReleaseHeld(container, folders);
            throw;
        }
    }

    private string Mount(Container container, ContainerFolders folders)
    {
        var path = _mounts.MountContainer(container.Record);
        try
        {
            folders.MarkMounted();
            return path;
        }
        catch
        {
            _mounts.UnmountContainer(container.Record);
            throw;
        }
    }

    private ConmonCommand Command(Container container, ContainerFolders folders) => new()
    {
        Id = container.Id.Hex,
        RunId = container.Id.Hex,
        Name = container.Name,
        Runtime = container.Settings.RuntimePath,
        Bundle = folders.Stays.FullPath,
        PidFile = folders.PidFilePath,
        ConmonPidFile = folders.ConmonPidPath,
        LogPath = folders.LogPath,
        ExitDirectory = folders.Stays.FullPath,
        RuntimeLog = folders.Run.PathOf(ContainerFolders.RuntimeLog),
        Terminal = container.Settings.Options.Terminal,
        Interactive = container.Settings.Options.Interactive,
        FlushLog = !container.Settings.Options.Remove,
        ExitCommand = cleanupCommand.Count > 0 ? [.. cleanupCommand, container.Id.Hex] : [],
    };
}
