using System.Globalization;
using System.Text;

namespace GraphDriver.Containers.Logs;

/// <summary>
/// A line of conmon's log, in the format of Kubernetes: <c>TIME STREAM TAG CONTENT</c>, where the tag <c>P</c> says that
/// the line goes on in the stream's next entry, and <c>F</c> that it is whole.
/// </summary>
internal readonly ref struct LogEntry
{
    private readonly ReadOnlySpan<byte> _time;

    private LogEntry(ReadOnlySpan<byte> time, bool isError, bool isPartial, ReadOnlySpan<byte> content)
    {
        _time = time;
        IsError = isError;
        IsPartial = isPartial;
        Content = content;
    }

    /// <summary>Whether it came from standard error.</summary>
    public bool IsError { get; }

    /// <summary>Whether the line goes on.</summary>
    public bool IsPartial { get; }

    /// <summary>What was written, without a line's end.</summary>
    public ReadOnlySpan<byte> Content { get; }

    /// <summary>The time as it is written.</summary>
    public string TimeText => Encoding.ASCII.GetString(_time);

    /// <summary>When it was written.</summary>
    public DateTimeOffset? Time => DateTimeOffset.TryParse(TimeText, CultureInfo.InvariantCulture, out var time) ? time : null;

    /// <summary>Reads one line without its end; false where it is none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out LogEntry entry)
    {
        entry = default;
        var time = line.IndexOf((byte)' ');
        if (time <= 0)
        {
            return false;
        }

        var rest = line[(time + 1)..];
        var isError = rest.StartsWith("stderr "u8);
        if (!isError && !rest.StartsWith("stdout "u8))
        {
            return false;
        }

        // "stdout " and "stderr " are seven bytes; the tag is one, and a space follows.
        rest = rest[7..];
        if (rest.Length < 2 || rest[0] is not ((byte)'P' or (byte)'F') || rest[1] != ' ')
        {
            return false;
        }

        entry = new LogEntry(line[..time], isError, rest[0] == 'P', rest[2..]);
        return true;
    }
}
