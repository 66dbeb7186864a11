using System.CommandLine;
using GraphDriver.Containers;
using GraphDriver.Store;

namespace GraphDriver.Cli.Containers;

/// <summary>Opens the containers of the store that the global options name.</summary>
internal static class ContainerAccess
{
    /// <summary>The command that conmon starts once a container has ended: this program, on the same store.</summary>
    public const string CleanupCommandName = "cleanup";

    public static ContainerEngine Engine(ContainerStorage store, GlobalOptions globals, ParseResult parsed) =>
        new(store, CleanupCommand(store, globals, parsed));

    private static List<string> CleanupCommand(ContainerStorage store, GlobalOptions globals, ParseResult parsed)
    {
        if (Environment.ProcessPath is not { } program)
        {
            return [];
        }

        List<string> command = [program, "--root", store.Root.GraphRootPath, "--runroot", store.Root.RunRootPath];
        if (parsed.GetValue(globals.StorageConf) is { } configuration)
        {
            command.AddRange(["--storage-conf", Path.GetFullPath(configuration)]);
        }

        command.AddRange(["--log-level", "error", CleanupCommandName]);
        return command;
    }
}
