using System.CommandLine;
using System.CommandLine.Parsing;
using GraphDriver.Cli.Composefs;
using GraphDriver.Cli.Output;
using GraphDriver.Containers;

namespace GraphDriver.Cli;

/// <summary>Runs the parsed command and turns what it throws into one line on standard error and an exit code.</summary>
internal static class CommandRunner
{
    /// <summary>The exit code of every error of ours, as podman and docker have it.</summary>
    public const int OwnError = 125;

    /// <summary>The exit code after Ctrl-C, 128 and the number of SIGINT, as shells have it.</summary>
    private const int Interrupted = 130;

    // A word that begins with '@' is a word like any other, and may well be meant for a container.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    /// <summary>Parses and runs the words of the command line.</summary>
    /// <param name="root">The command tree.</param>
    /// <param name="passthrough">The commands whose later words belong to a container.</param>
    /// <param name="args">The words.</param>
    /// <param name="globals">The options that hold for every command.</param>
    public static int Run(RootCommand root, IReadOnlyCollection<Command> passthrough, string[] args, GlobalOptions globals)
    {
        try
        {
            return Run(root.Parse(PassthroughArguments.Split(root, passthrough, args), Parsing), globals);
        }
        catch (FormatException error)
        {
            Diagnostic.Write(error.Message);
            return OwnError;
        }
    }

    private static int Run(ParseResult parsed, GlobalOptions globals)
    {
        if (parsed.Errors.Count > 0)
        {
            Diagnostic.Write($"{Describe(parsed.Errors[0])}; see 'graphdriver --help'");
            return OwnError;
        }

        try
        {
            return parsed.Invoke(Configuration(parsed.CommandResult.Command));
        }
        catch (OperationCanceledException)
        {
            Diagnostic.Write("interrupted");
            return Interrupted;
        }
        catch (Exception error)
        {
            Diagnostic.Write(Describe(error));
            if (parsed.GetValue(globals.LogLevel) == LogLevel.Debug)
            {
                Console.Error.WriteLine(error.ToString());
            }

            return error is ContainerRuntimeException runtime ? runtime.ExitCode : OwnError;
        }
    }

    private static InvocationConfiguration Configuration(Command command)
    {
        var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
        configuration.ProcessTerminationTimeout = command is CleaningCommand cleaning ? cleaning.Patience : configuration.ProcessTerminationTimeout;
        return configuration;
    }

    /// <summary>The library speaks of types where a value is not one of several words.</summary>
    private static string Describe(ParseError error) =>
        error is { SymbolResult: OptionResult { Option: { HelpName: { } values } option, Tokens: [.., var token] } }
            && error.Message.Contains("expected type", StringComparison.Ordinal)
            ? $"'{token.Value}' is no value of {option.Name}, which takes {values}"
            : error.Message;

    /// <summary>An exception that no input should lead to says so, since its own message was not written for users.</summary>
    private static string Describe(Exception error) =>
        error is IOException or InvalidDataException or UnauthorizedAccessException or FormatException
            or NotSupportedException or TimeoutException or HttpRequestException or ToolException or UsageException
            ? error.Message
            : $"unexpected {error.GetType().Name}: {error.Message} (--log-level debug shows where)";
}
