using GraphDriver.Linux.Files;
using GraphDriver.Linux.Processes;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Containers.Monitor;

/// <summary>A command of a runtime while it runs.</summary>
internal sealed class RuntimeCall : IDisposable
{
    private const int MaxErrorSize = 1 << 16;

    private readonly string _runtime;
    private readonly string _command;
    private readonly SafeFileHandle _errors;
    private int _pid;

    private RuntimeCall(string runtime, string command, SafeFileHandle errors, int pid) =>
        (_runtime, _command, _errors, _pid) = (runtime, command, errors, pid);

    /// <exception cref="Linux.LinuxException">It could not be started.</exception>
    public static RuntimeCall Start(string program, string[] arguments)
    {
        using var nothing = OpenAt.Open("/dev/null", OpenFlags.ReadWrite);
        var (errors, errorWriter) = Pipe.Create();
        try
        {
            using (errorWriter)
            {
                var pid = PosixSpawn.Start(new ProcessStart
                {
                    Program = program,
                    Arguments = ["--log-format=json", .. arguments],
                    Files = [new(nothing, 0), new(nothing, 1), new(errorWriter, 2)],
                    NewProcessGroup = true,
                });
                return new RuntimeCall(Path.GetFileName(program), arguments[0], errors, pid);
            }
        }
        catch
        {
            errors.Dispose();
            throw;
        }
    }

    /// <summary>Waits until it has ended.</summary>
    /// <exception cref="ContainerRuntimeException">It failed; the message has its words.</exception>
    public void Wait()
    {
        var words = ReadFile.ReadAll(_errors, MaxErrorSize);
        if (Reap() is not 0 and var code)
        {
            throw ContainerRuntimeException.FromRuntime(_runtime, RuntimeLog.LastError(words) ?? $"{_command} ended with exit code {code}");
        }
    }

    public void Dispose()
    {
        _errors.Dispose();
        Reap();
    }

    private int Reap()
    {
        var code = _pid > 0 ? WaitPid.Wait(_pid).Code : 0;
        _pid = 0;
        return code;
    }
}
