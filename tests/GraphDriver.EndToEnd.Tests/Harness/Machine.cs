using System.Diagnostics;

namespace GraphDriver.EndToEnd.Tests.Harness;

/// <summary>
/// A fresh machine of the peers' root with its own mounts (<c>hack/enter.sh</c>): podman, skopeo, buildah, the runtimes and our command
/// see one file system at the same paths, as on a machine that people have. It ends with the process that made it.
/// </summary>
public sealed class Machine : IDisposable
{
    /// <summary>Long enough for any single command on a loaded machine; a command that takes longer hangs.</summary>
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(3);

    private const string RuntimeFault = "waiting for init preliminary setup: read init-p: connection reset by peer";

    private readonly Process _holder;
    private int _stores;

    /// <param name="scratch">What <c>/scratch</c> is: <c>ext4</c> or <c>tmpfs</c>.</param>
    public Machine(string scratch = "ext4")
    {
        var start = new ProcessStartInfo(Path.Combine(Prerequisites.Repository, "hack", "enter.sh"))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (string argument in (string[])["sh", "-c", "echo ready; exec cat >/dev/null"])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["GRAPHDRIVER_SCRATCH"] = scratch;
        start.Environment["GRAPHDRIVER_CACHE"] = Prerequisites.Cache;
        _holder = Process.Start(start)!;
        if (_holder.StandardOutput.ReadLine() != "ready")
        {
            _holder.WaitForExit();
            throw new InvalidOperationException($"hack/enter.sh ended with {_holder.ExitCode}");
        }

        WriteFile("/etc/containers/policy.json", """{"default":[{"type":"insecureAcceptAnything"}]}""");
        WriteFile("/etc/containers/registries.conf", "short-name-mode = \"permissive\"\n");
    }

    /// <summary>The path by which this process reaches a path of the machine.</summary>
    public string Outside(string path) => $"/proc/{_holder.Id}/root{path}";

    /// <summary>Writes a file of the machine, with the folders above it.</summary>
    public void WriteFile(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Outside(path))!);
        File.WriteAllText(Outside(path), content);
    }

    /// <summary>A store of its own: an empty root and runroot.</summary>
    public TestStore NewStore(string? storageConf = null) => new(this, $"store{Interlocked.Increment(ref _stores)}", storageConf);

    /// <summary>Runs a command to its end.</summary>
    /// <exception cref="TimeoutException">It did not end; it was killed.</exception>
    public CommandResult Run(string command, params string[] arguments) => Run(new CommandLine(command, arguments));

    /// <summary>Runs a command to its end, and once more where runc's own first process has died, which podman sees as well.</summary>
    /// <inheritdoc cref="Run(string, string[])" path="/exception"/>
    public CommandResult Run(CommandLine command)
    {
        var result = RunOnce(command);
        return result.ExitCode != 0 && result.Error.Contains(RuntimeFault, StringComparison.Ordinal) ? RunOnce(command) : result;
    }

    /// <summary>Starts a command and leaves it running; its process id is that of the command itself.</summary>
    public RunningCommand Start(CommandLine command) => new(_holder.Id, command);

    public void Dispose()
    {
        KillLeftovers();
        _holder.StandardInput.Close();
        _holder.WaitForExit();
        _holder.Dispose();
    }

    private CommandResult RunOnce(CommandLine command)
    {
        using var running = Start(command);
        return running.WaitForExit(command.Timeout ?? DefaultTimeout);
    }

    /// <summary>What still runs in a mount namespace that this machine made was started on it (conmon, containers' monitors).</summary>
    private void KillLeftovers()
    {
        string? ours = MountNamespace(_holder.Id);
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (ours is not null && int.TryParse(Path.GetFileName(folder), out int id) && id != _holder.Id && MountNamespace(id) == ours)
            {
                Kill(id);
            }
        }
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            // It has ended by itself in between.
        }
    }

    private static string? MountNamespace(int id)
    {
        try
        {
            return new FileInfo($"/proc/{id}/ns/mnt").LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
