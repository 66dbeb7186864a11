using System.CommandLine;
using GraphDriver.Cli.Output;
using GraphDriver.Configuration;
using GraphDriver.Store;

namespace GraphDriver.Cli;

/// <summary>Opens the store that the global options and storage.conf name.</summary>
internal static class StoreAccess
{
    /// <summary>Opens the store, and makes it where it is missing.</summary>
    public static ContainerStorage Open(GlobalOptions globals, ParseResult parsed) => ContainerStorage.Open(Configuration(globals, parsed));

    /// <summary>Reads the configuration, and says on standard error what in it has no meaning; <paramref name="root"/>, where given, takes the place of <c>--root</c>.</summary>
    public static StorageConfiguration Configuration(GlobalOptions globals, ParseResult parsed, string? root = null)
    {
        var configuration = StorageConfiguration.Load(new ConfigurationOverrides
        {
            ConfigurationFile = parsed.GetValue(globals.StorageConf),
            GraphRoot = root ?? parsed.GetValue(globals.Root),
            RunRoot = parsed.GetValue(globals.RunRoot),
        });
        if (parsed.GetValue(globals.LogLevel) <= LogLevel.Warn)
        {
            foreach (var warning in configuration.Warnings)
            {
                Diagnostic.Write($"warning: {warning}");
            }
        }

        return configuration;
    }
}
