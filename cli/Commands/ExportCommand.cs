using System.CommandLine;
using GraphDriver.Cli.Composefs;
using GraphDriver.ComposefsImages;
using GraphDriver.Configuration;
using GraphDriver.Drivers;
using GraphDriver.Mounts;
using GraphDriver.Store;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver export CONTAINER</c>: writes a tar of all that a container shows.</summary>
internal sealed class ExportCommand
{
    private const int BufferSize = 256 * 1024;

    private readonly Argument<string> _container = new("CONTAINER") { Description = "A name or an id of the container" };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "The file to write; standard output by default", HelpName = "FILE" };
    private readonly GlobalOptions _globals;

    private ExportCommand(GlobalOptions globals) => _globals = globals;

    public static Command Create(GlobalOptions globals)
    {
        var export = new ExportCommand(globals);
        var command = new Command("export", "Write a container's files as a tar") { export._container, export._output };
        command.SetAction(export.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var file = parsed.GetValue(_output);
        if (file is null && !Console.IsOutputRedirected)
        {
            throw new UsageException("standard output is a terminal: redirect it, or name a file by --output");
        }

        using var store = StoreAccess.Open(_globals, parsed);
        var container = Find(store, parsed.GetRequiredValue(_container));
        using var mount = new StoreMounts(store).HoldContainer(container);
        await using var tar = GraphDrivers.Of(store, _globals.DebugLog(parsed)).Flatten(container.LayerId);
        if (file is null)
        {
            await using var output = Console.OpenStandardOutput();
            await tar.CopyToAsync(output, BufferSize, cancellationToken);
            return 0;
        }

        using var staged = new StagedFile(file);
        await tar.CopyToAsync(staged.Stream, BufferSize, cancellationToken);
        staged.Complete(store.Configuration.Sync == SyncMode.FileSystem);
        return 0;
    }

    /// <summary>Any container of the store, podman's too: all that it takes is its layer.</summary>
    private static ContainerRecord Find(ContainerStorage store, string text)
    {
        var containers = store.Containers.Read();
        if (containers.Find(text) is { } found)
        {
            return found;
        }

        throw containers.StartingWith(text).Any()
            ? new InvalidDataException($"{text}: more than one container has an id that begins so")
            : new FileNotFoundException($"{text}: there is no such container; 'graphdriver ps -a' lists those that are here");
    }
}
