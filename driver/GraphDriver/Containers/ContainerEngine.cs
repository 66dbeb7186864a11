using GraphDriver.Containers.Logs;
using GraphDriver.Containers.Monitor;
using GraphDriver.Containers.Runtime;
using GraphDriver.Linux.Processes;
using GraphDriver.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Containers;

/// <summary>
/// Containers and their lives: made from an image with a layer of their own, run by an OCI runtime under conmon, which
/// outlives the command and keeps log and exit code, and removed with all they had.
/// </summary>
public sealed class ContainerEngine
{
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(20);

    private readonly ContainerStorage _storage;
    private readonly ContainerCreator _creator;
    private readonly ContainerCleaner _cleaner;
    private readonly ContainerStarter _starter;
    private readonly ContainerExec _exec;

    /// <param name="storage">The store.</param>
    /// <param name="cleanupCommand">
    /// The program and arguments by which conmon cleans up after a container has ended; the container's id follows. Empty
    /// where that is left to the next who stops, starts or removes it.
    /// </param>
    public ContainerEngine(ContainerStorage storage, IReadOnlyList<string> cleanupCommand)
    {
        ArgumentNullException.ThrowIfNull(storage);
        var host = HostFacts.Detect();
        _storage = storage;
        _creator = new ContainerCreator(storage, host);
        _cleaner = new ContainerCleaner(storage);
        _starter = new ContainerStarter(storage, host, _cleaner, cleanupCommand);
        _exec = new ContainerExec(storage, host, cleanupCommand);
    }

    /// <inheritdoc cref="ContainerCreator.Create"/>
    public Container Create(FoundImage image, ContainerOptions options) => _creator.Create(image, options);

    /// <summary>Finds a container of ours by id, name, or the beginning of an id.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">The text is the beginning of several ids.</exception>
    /// <exception cref="NotSupportedException">Another tool made it.</exception>
    public Container Find(string text) => ContainerLookup.Find(_storage.Containers, text);

    /// <summary>All containers of ours, oldest first.</summary>
    /// <exception cref="InvalidDataException">A file of the store is damaged.</exception>
    public IReadOnlyList<Container> List() => ContainerLookup.All(_storage.Containers);

    /// <summary>A container's state. It waits for nothing.</summary>
    /// <exception cref="IOException">The container is gone, or a call failed.</exception>
    public ContainerStatus Status(Container container)
    {
        using var folders = ContainerFolders.Open(_storage.Containers, container.Id);
        return StatusReader.Read(folders);
    }

    /// <summary>Starts a container and leaves it to itself.</summary>
    /// <exception cref="ContainerRuntimeException">It runs already, or cannot be run.</exception>
    /// <exception cref="IOException">A call failed.</exception>
    public void Start(Container container) => _starter.Start(container, streams: null).Dispose();

    /// <summary>Runs a container in the foreground, with the signals of this process; one that is to go is gone afterwards.</summary>
    /// <param name="container">The container.</param>
    /// <param name="streams">What its streams are connected to.</param>
    /// <returns>The process's exit code.</returns>
    /// <exception cref="ContainerRuntimeException">It runs already, or cannot be run.</exception>
    /// <exception cref="IOException">A call failed.</exception>
    public int Run(Container container, AttachStreams streams) => new ForegroundRun(_storage, _starter, _cleaner).Run(container, streams);

    /// <inheritdoc cref="ContainerExec.Run"/>
    public int Exec(Container container, ExecOptions options, AttachStreams streams) => _exec.Run(container, options, streams);

    /// <inheritdoc cref="ContainerExec.Start"/>
    public string StartExec(Container container, ExecOptions options) => _exec.Start(container, options);

    /// <inheritdoc cref="ContainerExec.CleanUp"/>
    public void CleanUpExec(ContainerId container, string id) => _exec.CleanUp(container, id);

    /// <summary>Waits until a container has ended; one that has not been started yet is waited for too.</summary>
    /// <returns>The process's exit code.</returns>
    /// <exception cref="IOException">A call failed.</exception>
    public int Wait(Container container)
    {
        using var waiter = new ExitWaiter(_storage.Containers, container.Id);
        return waiter.Wait()!.Value;
    }

    /// <summary>Sends a signal to a running container's process.</summary>
    /// <exception cref="ContainerRuntimeException">It does not run.</exception>
    /// <exception cref="IOException">A call failed.</exception>
    public void Kill(Container container, int signal)
    {
        using var process = OpenProcess(container);
        if (process is null || PidFd.TrySignal(process, signal) != Linux.Errno.None)
        {
            throw new ContainerRuntimeException($"the container {container.Name} is not running");
        }
    }

    /// <summary>Asks a container to end by its stop signal, and ends it when the time is over.</summary>
    /// <returns>False where it had to be ended.</returns>
    /// <exception cref="ContainerRuntimeException">It did not end even so.</exception>
    /// <exception cref="IOException">A call failed.</exception>
    public bool Stop(Container container, TimeSpan patience)
    {
        var obeyed = true;
        using (var waiter = new ExitWaiter(_storage.Containers, container.Id))
        {
            using var process = OpenProcess(container);
            if (process is not null)
            {
                obeyed = patience > TimeSpan.Zero && End(waiter, process, container.Settings.StopSignal, patience);
                if (!obeyed && !End(waiter, process, Signal.Kill, KillPatience))
                {
                    throw new ContainerRuntimeException($"the container {container.Name} did not end within {KillPatience.TotalSeconds} seconds of SIGKILL");
                }
            }
        }

        _cleaner.CleanUp(container.Id);
        return obeyed;
    }

    /// <summary>Removes a container, its layer, its log and its own volumes.</summary>
    /// <param name="container">The container.</param>
    /// <param name="force">Ends it where it runs.</param>
    /// <exception cref="ContainerRuntimeException">It runs.</exception>
    /// <exception cref="IOException">A call failed.</exception>
    public void Remove(Container container, bool force)
    {
        if (force)
        {
            Stop(container, TimeSpan.Zero);
        }

        // One that is to go when it ends is gone by now.
        if (ContainerLookup.TryGet(_storage.Containers, container.Id) is { } still)
        {
            _cleaner.Remove(still);
        }
    }

    /// <inheritdoc cref="ContainerCleaner.CleanUp(ContainerId)"/>
    public void CleanUp(ContainerId id) => _cleaner.CleanUp(id);

    /// <summary>Prints what a container has written.</summary>
    /// <exception cref="InvalidDataException">The log is damaged.</exception>
    /// <exception cref="IOException">A call failed.</exception>
    public void PrintLog(Container container, LogOptions options, AttachStreams streams)
    {
        using var folders = ContainerFolders.Open(_storage.Containers, container.Id);
        new LogPrinter(folders, options, streams).Print();
    }

    private static bool End(ExitWaiter waiter, SafeFileHandle process, int signal, TimeSpan patience) =>
        PidFd.TrySignal(process, signal) != Linux.Errno.None || waiter.Wait(patience) is not null;

    private SafeFileHandle? OpenProcess(Container container)
    {
        using var folders = ContainerFolders.Open(_storage.Containers, container.Id);
        return folders.ReadProcesses() is { Container: var process } && process.IsAlive() ? PidFd.TryOpen(process.Pid) : null;
    }
}
