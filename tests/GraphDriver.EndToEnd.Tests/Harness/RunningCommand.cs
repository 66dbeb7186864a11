using System.Diagnostics;
using System.Text;

namespace GraphDriver.EndToEnd.Tests.Harness;

/// <summary>A started command whose output is being collected.</summary>
public sealed class RunningCommand : IDisposable
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(10);

    private readonly CommandLine _command;
    private readonly Process _process;
    private readonly MemoryStream _output = new();
    private readonly MemoryStream _error = new();
    private readonly Task _collecting;

    internal RunningCommand(int machine, CommandLine command)
    {
        _command = command;
        // A shell that started the tests in the background had SIGINT ignored, and that is inherited.
        var start = new ProcessStartInfo("env")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in (string[])["--default-signal=INT,QUIT", "nsenter", $"--target={machine}", "--mount", "--root", "--wdns=/", "--", command.Command, .. command.Arguments])
        {
            start.ArgumentList.Add(argument);
        }

        SetEnvironment(start.Environment);
        foreach ((string name, string value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _collecting = Task.WhenAll(
            CollectAsync(_process.StandardOutput.BaseStream, _output),
            CollectAsync(_process.StandardError.BaseStream, _error));
        GiveInput();
    }

    /// <summary>The process id, the command's own: what enters the machine is replaced by it.</summary>
    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Standard input, where it was kept open.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Ends it at once, as <c>kill -9</c> does; what it started goes on.</summary>
    public void Kill() => _process.Kill();

    /// <exception cref="TimeoutException">It did not end in time; it was killed.</exception>
    public CommandResult WaitForExit(TimeSpan timeout)
    {
        if (!_process.WaitForExit(timeout))
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{_command}: still running after {timeout.TotalSeconds} s\n{Text(_output)}\n{Text(_error)}");
        }

        // A process that it left in the background may hold the pipes: what it printed itself is there by now.
        _collecting.Wait(DrainTime);
        return new CommandResult(_command.ToString(), _process.ExitCode, Bytes(_output), Text(_error));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void GiveInput()
    {
        if (_command.KeepInputOpen)
        {
            return;
        }

        if (_command.Input is { } input)
        {
            Input.Write(input);
        }

        _process.StandardInput.Close();
    }

    private static void SetEnvironment(IDictionary<string, string?> environment)
    {
        environment.Clear();
        environment["HOME"] = "/root";
        environment["LC_ALL"] = "C";
        environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        environment["PODMAN_IGNORE_CGROUPSV1_WARNING"] = "1";
    }

    private static async Task CollectAsync(Stream pipe, MemoryStream collected)
    {
        byte[] buffer = new byte[64 * 1024];
        int read;
        while ((read = await pipe.ReadAsync(buffer)) > 0)
        {
            lock (collected)
            {
                collected.Write(buffer, 0, read);
            }
        }
    }

    private static byte[] Bytes(MemoryStream stream)
    {
        lock (stream)
        {
            return stream.ToArray();
        }
    }

    private static string Text(MemoryStream stream) => Encoding.UTF8.GetString(Bytes(stream)).TrimEnd('\n');
}
