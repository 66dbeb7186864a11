using System.CommandLine;
using GraphDriver.Cli.Containers;
using GraphDriver.Containers;
using GraphDriver.Containers.Monitor;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver exec CONTAINER COMMAND [ARG…]</c>: runs one more command in a running container.</summary>
internal static class ExecCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var container = new Argument<string>("CONTAINER") { Description = "The container, by name or id" };
        var words = new Argument<string[]>("COMMAND") { Description = "The command and its arguments", Arity = ArgumentArity.OneOrMore };
        var detach = RunOptions.Flag("Leave the command to itself, and print an id of it", "--detach", "-d");
        var interactive = RunOptions.Flag("Send standard input to the command", "--interactive", "-i");
        var terminal = RunOptions.Flag("Give the command a terminal", "--tty", "-t");
        var environment = RunOptions.Texts("A variable; NAME alone takes the value that it has here", "NAME=VALUE", "--env", "-e");
        var directory = RunOptions.Text("The working directory", "DIR", "--workdir", "-w");
        var user = RunOptions.Text("The user, by name or number", "USER[:GROUP]", "--user", "-u");
        var command = new Command("exec", "Run a command in a running container and exit with its code")
        {
            detach, interactive, terminal, environment, directory, user, container, words,
        };
        command.SetAction(parsed =>
        {
            using var store = StoreAccess.Open(globals, parsed);
            var engine = ContainerAccess.Engine(store, globals, parsed);
            var options = new ExecOptions
            {
                Command = parsed.GetRequiredValue(words),
                Environment = parsed.GetValue(environment) ?? [],
                WorkingDirectory = parsed.GetValue(directory),
                User = parsed.GetValue(user),
                Terminal = parsed.GetValue(terminal),
                Interactive = parsed.GetValue(interactive),
            };
            var target = engine.Find(parsed.GetRequiredValue(container));
            if (!parsed.GetValue(detach))
            {
                return engine.Exec(target, options, AttachStreams.Standard(options.Interactive));
            }

            Console.Out.WriteLine(engine.StartExec(target, options));
            return 0;
        });
        return command;
    }
}
