using System.CommandLine;
using GraphDriver.Cli.Containers;
using GraphDriver.Store;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver cleanup ID</c>, which conmon runs once a container has ended; not for users.</summary>
internal static class CleanupCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var id = new Argument<string>("ID");
        var exec = new Option<string?>("--exec");
        var command = new Command(ContainerAccess.CleanupCommandName, "Clean up after a container that has ended") { id, exec };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            using var store = StoreAccess.Open(globals, parsed);
            var engine = ContainerAccess.Engine(store, globals, parsed);
            var container = ContainerId.Parse(parsed.GetRequiredValue(id));
            if (parsed.GetValue(exec) is { } command)
            {
                engine.CleanUpExec(container, command);
            }
            else
            {
                engine.CleanUp(container);
            }

            return 0;
        });
        return command;
    }
}
