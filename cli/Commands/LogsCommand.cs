using System.CommandLine;
using System.Globalization;
using GraphDriver.Cli.Containers;
using GraphDriver.Containers.Logs;
using GraphDriver.Containers.Monitor;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver logs CONTAINER</c>: prints what a container has written.</summary>
internal static class LogsCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var name = new Argument<string>("CONTAINER") { Description = "The container, by name or id" };
        var follow = RunOptions.Flag("Go on until the container has ended", "--follow", "-f");
        var timestamps = RunOptions.Flag("Begin every line with its time", "--timestamps", "-t");
        var tail = new Option<int>("--tail", "-n") { Description = "The most lines, from the end; -1 for all", HelpName = "LINES", DefaultValueFactory = _ => -1 };
        var since = RunOptions.Text("Leave out what is older", "TIME|10m", "--since");
        var until = RunOptions.Text("Leave out what is newer", "TIME|10m", "--until");
        var command = new Command("logs", "Print what a container has written") { name, follow, timestamps, tail, since, until };
        command.SetAction(parsed =>
        {
            var options = new LogOptions
            {
                Follow = parsed.GetValue(follow),
                Timestamps = parsed.GetValue(timestamps),
                Tail = parsed.GetValue(tail) is >= 0 and var lines ? lines : null,
                Since = parsed.GetValue(since) is { } start ? ParseTime(start, DateTimeOffset.Now) : null,
                Until = parsed.GetValue(until) is { } end ? ParseTime(end, DateTimeOffset.Now) : null,
            };
            using var store = StoreAccess.Open(globals, parsed);
            var engine = ContainerAccess.Engine(store, globals, parsed);
            engine.PrintLog(engine.Find(parsed.GetRequiredValue(name)), options, AttachStreams.Standard(withInput: false));
            return 0;
        });
        return command;
    }

    /// <summary>A time, seconds since 1970, or a span before now such as <c>1h30m</c>.</summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    internal static DateTimeOffset ParseTime(string text, DateTimeOffset now)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return DateTimeOffset.FromUnixTimeSeconds(seconds);
        }

        if (Duration.TryParse(text, out var span))
        {
            return now - span;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time)
            ? time
            : throw new FormatException($"'{text}' is no time: give one such as 2026-01-31T12:00:00Z, or a span such as 1h30m");
    }
}
