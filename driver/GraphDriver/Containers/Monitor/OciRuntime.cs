using System.Globalization;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Processes;

namespace GraphDriver.Containers.Monitor;

/// <summary>
/// A runtime of the Open Container Initiative, runc or crun, by its command line
/// (https://github.com/opencontainers/runtime-tools/blob/master/docs/command-line-interface.md).
/// </summary>
internal sealed class OciRuntime
{
    private const int MaxErrorSize = 1 << 16;

    public OciRuntime(string path) => ExecutablePath = path;

    public string ExecutablePath { get; }

    public string Name => Path.GetFileName(ExecutablePath);

    /// <summary>Lets the process of a container run that was made before.</summary>
    /// <exception cref="ContainerRuntimeException">The runtime could not.</exception>
    public void Start(string id) => Run(["start", id]);

    /// <summary>Sends a signal to a container's process.</summary>
    /// <exception cref="ContainerRuntimeException">The runtime could not.</exception>
    public void Kill(string id, int signal) => Run(["kill", id, signal.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>Removes what the runtime keeps of a container, and ends its processes; a container it does not know is no error.</summary>
    /// <exception cref="ContainerRuntimeException">The runtime could not.</exception>
    public void Delete(string id) => Run(["delete", "--force", id]);

    private void Run(string[] arguments)
    {
        using var nothing = OpenAt.Open("/dev/null", OpenFlags.ReadWrite);
        var (errors, errorWriter) = Pipe.Create();
        using (errors)
        {
            int pid;
            using (errorWriter)
            {
                pid = PosixSpawn.Start(new ProcessStart
                {
                    Program = ExecutablePath,
                    Arguments = ["--log-format=json", .. arguments],
                    Files = [new(nothing, 0), new(nothing, 1), new(errorWriter, 2)],
                    NewProcessGroup = true,
                });
            }

            var words = ReadFile.ReadAll(errors, MaxErrorSize);
            if (WaitPid.Wait(pid).Code is not 0 and var code)
            {
                throw ContainerRuntimeException.FromRuntime(Name, RuntimeLog.LastError(words) ?? $"{arguments[0]} ended with exit code {code}");
            }
        }
    }
}
