namespace GraphDriver.EndToEnd.Tests.Harness;

/// <summary><c>graphdriver serve-registry</c> on a machine, on a free port, while it is not disposed.</summary>
internal sealed class ServedRegistry : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Machine _machine;
    private readonly RunningCommand _running;

    /// <param name="store">The store that the command is called on.</param>
    /// <param name="arguments">What it is to serve, and how.</param>
    public ServedRegistry(TestStore store, params string[] arguments)
    {
        _machine = store.Machine;
        string output = $"{store.Folder}/address-{Guid.NewGuid():N}";
        var command = store.GraphDriverCommand(["serve-registry", "--listen", "127.0.0.1:0", .. arguments]);
        _running = _machine.Start(command with { Command = "sh", Arguments = ["-c", $"exec \"$@\" > {output}", "sh", command.Command, .. command.Arguments] });
        string file = _machine.Outside(output);
        if (!SpinWait.SpinUntil(() => _running.HasExited || (File.Exists(file) && File.ReadAllText(file).EndsWith('\n')), Patience) || _running.HasExited)
        {
            throw new InvalidOperationException($"it did not start: {_running.WaitForExit(TimeSpan.Zero).Error}");
        }

        Host = File.ReadAllText(file).TrimEnd();
    }

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Host { get; }

    /// <summary>Interrupts it, as Ctrl-C does.</summary>
    public CommandResult Stop()
    {
        _machine.Run("kill", "-INT", $"{_running.Id}").Succeeded();
        return _running.WaitForExit(Patience);
    }

    public void Dispose() => _running.Dispose();
}
