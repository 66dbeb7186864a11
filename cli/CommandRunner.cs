using System.CommandLine;

namespace GraphDriver.Cli;

/// <summary>Runs the parsed command and turns what it throws into one line on standard error and an exit code.</summary>
internal static class CommandRunner
{
    /// <summary>The exit code of every error of ours, as podman and docker have it.</summary>
    public const int OwnError = 125;

    /// <summary>The exit code after Ctrl-C, 128 and the number of SIGINT, as shells have it.</summary>
    private const int Interrupted = 130;

    private static readonly InvocationConfiguration Configuration = new() { EnableDefaultExceptionHandler = false };

    public static int Run(ParseResult parsed, GlobalOptions globals)
    {
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine($"graphdriver: {parsed.Errors[0].Message}; see 'graphdriver --help'");
            return OwnError;
        }

        try
        {
            return parsed.Invoke(Configuration);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("graphdriver: interrupted");
            return Interrupted;
        }
        catch (Exception error)
        {
            Console.Error.WriteLine($"graphdriver: {Describe(error)}");
            if (parsed.GetValue(globals.LogLevel) == LogLevel.Debug)
            {
                Console.Error.WriteLine(error.ToString());
            }

            return OwnError;
        }
    }
    /// <summary>One line. An exception that no input should lead to says so, since its own message was not written for users.</summary>
    private static string Describe(Exception error)
    {
        var message = error.Message.ReplaceLineEndings(" ");
        return error is IOException or InvalidDataException or UnauthorizedAccessException or FormatException
            or NotSupportedException or TimeoutException or HttpRequestException
            ? message
            : $"unexpected {error.GetType().Name}: {message} (--log-level debug shows where)";
    }
}
