using GraphDriver.Cli.Commands;
using GraphDriver.Cli.Composefs;

return DropInTools.Find(Environment.GetCommandLineArgs()[0]) is { } tool ? tool(args) : RootCommands.Invoke(args);
