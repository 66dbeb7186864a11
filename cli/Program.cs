using GraphDriver.Cli.Commands;

return RootCommands.Invoke(args);
