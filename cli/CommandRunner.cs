using System.CommandLine;

namespace GraphDriver.Cli;

/// <summary>Runs the parsed command and turns what it throws into one line on standard error and an exit code.</summary>
internal static class CommandRunner
{
    /// <summary>The exit code of every error of ours, as podman and docker have it.</summary>
    public const int OwnError = 125;

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
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException
            or FormatException or NotSupportedException or TimeoutException or HttpRequestException)
        {
            Console.Error.WriteLine($"graphdriver: {error.Message}");
            if (parsed.GetValue(globals.LogLevel) == LogLevel.Debug)
            {
                Console.Error.WriteLine(error.ToString());
            }

            return OwnError;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("graphdriver: interrupted");
            return 130;
        }
    }
}
