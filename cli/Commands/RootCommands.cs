using System.CommandLine;
using GraphDriver.Cli.Commands.Composefs;

namespace GraphDriver.Cli.Commands;

/// <summary>The command tree of <c>graphdriver</c>; each command is one file beside this one.</summary>
internal static class RootCommands
{
    public static int Invoke(string[] args)
    {
        var globals = new GlobalOptions();
        var root = new RootCommand("Pull OCI images, keep them as composefs layers, run containers from them.");
        globals.AddTo(root);
        var run = RunCommand.Create(globals);
        var exec = ExecCommand.Create(globals);
        root.Add(CheckCommand.Create(globals));
        root.Add(CleanupCommand.Create(globals));
        root.Add(CommitCommand.Create(globals));
        root.Add(ComposefsCommand.Create());
        root.Add(ConvertCommand.Create(globals));
        root.Add(DedupCommand.Create(globals));
        root.Add(DemoCommand.Create(globals));
        root.Add(DfCommand.Create(globals));
        root.Add(DiffCommand.Create(globals));
        root.Add(exec);
        root.Add(ExportCommand.Create(globals));
        root.Add(GcCommand.Create(globals));
        root.Add(ImagesCommand.Create(globals));
        root.Add(ImportCommand.Create(globals));
        root.Add(InfoCommand.Create(globals));
        root.Add(InspectCommand.Create(globals));
        root.Add(KillCommand.Create(globals));
        root.Add(LayersCommand.Create(globals));
        root.Add(LogsCommand.Create(globals));
        root.Add(MetricsCommand.Create(globals));
        root.Add(MountCommand.Create(globals));
        root.Add(PsCommand.Create(globals));
        root.Add(PullCommand.Create(globals));
        root.Add(PushCommand.Create(globals));
        root.Add(RmCommand.Create(globals));
        root.Add(RmiCommand.Create(globals));
        root.Add(run);
        root.Add(SaveCommand.Create(globals));
        root.Add(SavingsCommand.Create(globals));
        root.Add(ServeRegistryCommand.Create(globals));
        root.Add(StartCommand.Create(globals));
        root.Add(StatsCommand.Create(globals));
        root.Add(StopCommand.Create(globals));
        root.Add(TagCommand.Create(globals));
        root.Add(UnmountCommand.Create(globals));
        root.Add(VersionCommand.Create(globals));
        root.Add(WaitCommand.Create(globals));
        return CommandRunner.Run(root, [run, exec], args, globals);
    }
}
