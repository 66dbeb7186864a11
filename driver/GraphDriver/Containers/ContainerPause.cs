using GraphDriver.Containers.Monitor;
using GraphDriver.Store;

namespace GraphDriver.Containers;

/// <summary>A running container stands still until this is disposed.</summary>
internal sealed class ContainerPause : IDisposable
{
    private readonly OciRuntime _runtime;
    private readonly ContainerId _id;

    private ContainerPause(OciRuntime runtime, ContainerId id) => (_runtime, _id) = (runtime, id);

    /// <summary>Pauses a container; null where it does not run.</summary>
    /// <exception cref="ContainerRuntimeException">The runtime could not.</exception>
    /// <exception cref="IOException">A call failed.</exception>
    public static ContainerPause? Begin(ContainerStorage storage, Container container)
    {
        using (var folders = ContainerFolders.Open(storage.Containers, container.Id))
        {
            if (StatusReader.Read(folders).State != ContainerState.Running)
            {
                return null;
            }
        }

        var runtime = new OciRuntime(container.Settings.RuntimePath);
        runtime.Pause(container.Id.Hex);
        return new ContainerPause(runtime, container.Id);
    }

    /// <summary>Lets it go on.</summary>
    /// <exception cref="ContainerRuntimeException">The runtime could not.</exception>
    public void Dispose() => _runtime.Resume(_id.Hex);
}
