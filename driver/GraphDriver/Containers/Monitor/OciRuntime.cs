using System.Globalization;

namespace GraphDriver.Containers.Monitor;

/// <summary>
/// A runtime of the Open Container Initiative, runc or crun, by its command line
/// (https://github.com/opencontainers/runtime-tools/blob/master/docs/command-line-interface.md).
/// </summary>
internal sealed class OciRuntime
{
    public OciRuntime(string path) => ExecutablePath = path;

    public string ExecutablePath { get; }

    /// <summary>Lets the process of a container run that was made before.</summary>
    /// <exception cref="ContainerRuntimeException">The runtime could not.</exception>
    public void Start(string id) => Run(["start", id]);

    /// <summary>Sends a signal to a container's process.</summary>
    /// <exception cref="ContainerRuntimeException">The runtime could not.</exception>
    public void Kill(string id, int signal) => Run(["kill", id, signal.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>Stops a container's processes where they stand.</summary>
    /// <exception cref="ContainerRuntimeException">The runtime could not.</exception>
    public void Pause(string id) => Run(["pause", id]);

    /// <summary>Lets a container's processes go on.</summary>
    /// <exception cref="ContainerRuntimeException">The runtime could not.</exception>
    public void Resume(string id) => Run(["resume", id]);

    /// <summary>
    /// Begins to remove what the runtime keeps of a container, and to end its processes; a container it does not know is
    /// no error. Dispose what is returned after it was waited for.
    /// </summary>
    /// <exception cref="Linux.LinuxException">The runtime could not be started.</exception>
    public RuntimeCall BeginDelete(string id) => RuntimeCall.Start(ExecutablePath, ["delete", "--force", id]);

    private void Run(string[] arguments)
    {
        using var call = RuntimeCall.Start(ExecutablePath, arguments);
        call.Wait();
    }
}
