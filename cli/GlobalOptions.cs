using System.CommandLine;
using GraphDriver.Cli.Output;

namespace GraphDriver.Cli;

/// <summary>The options that come before the command and hold for every one.</summary>
internal sealed class GlobalOptions
{
    public Option<string?> Root { get; } = new("--root") { Description = "The storage root", HelpName = "DIR" };

    public Option<string?> RunRoot { get; } = new("--runroot") { Description = "The folder for state that a reboot may lose", HelpName = "DIR" };

    public Option<string?> StorageConf { get; } = new("--storage-conf") { Description = "The storage.conf to read", HelpName = "FILE" };

    public Option<LogLevel> LogLevel { get; } = new("--log-level")
    {
        Description = "The least severe message that is printed",
        DefaultValueFactory = _ => Cli.LogLevel.Warn,
        HelpName = "debug|info|warn|error",
    };

    /// <summary>Prints lines of level debug on standard error; null where they are not wanted.</summary>
    public Action<string>? DebugLog(ParseResult parsed) =>
        parsed.GetValue(LogLevel) == Cli.LogLevel.Debug ? Diagnostic.Write : null;

    /// <summary>Prints warnings on standard error; null where they are not wanted.</summary>
    public Action<string>? WarnLog(ParseResult parsed) =>
        parsed.GetValue(LogLevel) <= Cli.LogLevel.Warn ? message => Diagnostic.Write($"warning: {message}") : null;

    public void AddTo(RootCommand root)
    {
        foreach (var option in new Option[] { Root, RunRoot, StorageConf, LogLevel })
        {
            option.Recursive = true;
            root.Add(option);
        }
    }
}
