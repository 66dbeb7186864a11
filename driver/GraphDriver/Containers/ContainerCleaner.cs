using GraphDriver.Containers.Monitor;
using GraphDriver.Linux;
using GraphDriver.Linux.Locks;
using GraphDriver.Mounts;
using GraphDriver.Store;

namespace GraphDriver.Containers;

/// <summary>Takes away what an ended container leaves: what the runtime keeps of it, its mount, and the container itself where it is to go.</summary>
internal sealed class ContainerCleaner(ContainerStorage storage)
{
    private readonly StoreMounts _mounts = new(storage);

    /// <summary>Cleans up after a container that has ended; does nothing where it runs, or is gone.</summary>
    /// <exception cref="IOException">A call failed.</exception>
    public void CleanUp(ContainerId id)
    {
        if (ContainerLookup.TryGet(storage.Containers, id) is { } container)
        {
            try
            {
                CleanUp(container);
            }
            catch (LinuxException error) when (error.Errno == Errno.ENOENT && !IsThere(id))
            {
                // Another one who cleans up has removed it meanwhile.
            }

            if (!IsThere(id))
            {
                storage.Containers.RunFolder.RemoveTree(id.Hex);
            }
        }
    }

    private void CleanUp(Container container)
    {
        using var folders = ContainerFolders.Open(storage.Containers, container.Id);
        using (folders.AcquireLock())
        {
            if (!HasEnded(container, folders))
            {
                return;
            }

            ReleaseHeld(container, folders);
        }

        if (container.Settings.Options.Remove)
        {
            // Whoever still reads the exit code does it first; the order of the locks is clients, then the container.
            using var clients = folders.AcquireClientLock(LockMode.Exclusive);
            using var held = folders.AcquireLock();
            if (HasEnded(container, folders))
            {
                Delete(container);
            }
        }
    }

    /// <summary>Removes a container that does not run.</summary>
    /// <exception cref="ContainerRuntimeException">It runs.</exception>
    /// <exception cref="IOException">A call failed.</exception>
    public void Remove(Container container)
    {
        using var folders = ContainerFolders.Open(storage.Containers, container.Id);
        using var held = folders.AcquireLock();
        if (StatusReader.Read(folders).State == ContainerState.Running)
        {
            throw new ContainerRuntimeException($"the container {container.Name} is running: stop it first, or give --force");
        }

        ReleaseHeld(container, folders);
        _mounts.UnmountContainer(container.Record, force: true);
        Delete(container);
    }

    /// <summary>Ends what is left of a container's last run; the caller holds its lock.</summary>
    /// <exception cref="IOException">A call failed.</exception>
    public void ReleaseHeld(Container container, ContainerFolders folders)
    {
        if (!folders.IsMounted)
        {
            return;
        }

        // The runtime does not touch the mount: both go at once.
        var wasMade = folders.ReadProcesses() is not null || File.Exists(folders.PidFilePath);
        using var deletion = wasMade ? new OciRuntime(container.Settings.RuntimePath).BeginDelete(container.Id.Hex) : null;
        _mounts.UnmountContainer(container.Record);
        deletion?.Wait();
        folders.ForgetMounted();
    }

    /// <summary>Whether the container is still there and has ended; it may have been removed before its lock was free.</summary>
    private bool HasEnded(Container container, ContainerFolders folders) =>
        IsThere(container.Id) && StatusReader.Read(folders).State == ContainerState.Exited;

    private bool IsThere(ContainerId id) => storage.Containers.Read().Find(id) is not null;

    private void Delete(Container container)
    {
        using var transaction = storage.BeginWrite();
        if (transaction.Containers.Records.Find(container.Id) is not null)
        {
            transaction.DeleteContainer(container.Id);
        }
    }
}
