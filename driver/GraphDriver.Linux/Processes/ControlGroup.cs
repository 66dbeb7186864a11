using System.Text;

namespace GraphDriver.Linux.Processes;

/// <summary>
/// The control group that a process is in, of one hierarchy: a line of <c>/proc/PID/cgroup</c>, https://man7.org/linux/man-pages/man7/cgroups.7.html.
/// </summary>
/// <param name="Hierarchy">The hierarchy's number; 0 is that of version 2.</param>
/// <param name="Path">The group, from the root of the reader's own cgroup namespace.</param>
public readonly record struct ControlGroup(string Hierarchy, string Path)
{
    private const int MaxFile = 64 * 1024;

    /// <summary>The groups of a process, one for each hierarchy; none where it is gone.</summary>
    /// <exception cref="LinuxException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A line is malformed.</exception>
    public static IReadOnlyList<ControlGroup> Of(int pid) => ProcessFile.TryReadAll(pid, "cgroup", MaxFile) is { } text ? Parse(text) : [];

    /// <summary>Parses a whole file.</summary>
    /// <exception cref="InvalidDataException">A line is malformed.</exception>
    public static IReadOnlyList<ControlGroup> Parse(ReadOnlySpan<byte> text)
    {
        var groups = new List<ControlGroup>();
        foreach (var range in text.Split((byte)'\n'))
        {
            if (!text[range].IsEmpty)
            {
                groups.Add(ParseLine(text[range]));
            }
        }

        return groups;
    }

    /// <summary>The uppermost group on the way to this one whose own name has a word in it, such as a container's id; null where there is none.</summary>
    public ControlGroup? NamedWith(string word)
    {
        var at = Path.IndexOf(word, StringComparison.Ordinal);
        if (at < 0 || word.Contains('/', StringComparison.Ordinal))
        {
            return null;
        }

        var end = Path.IndexOf('/', at);
        return end < 0 ? this : this with { Path = Path[..end] };
    }

    /// <summary>Whether this is a group or one below it.</summary>
    public bool IsWithin(ControlGroup other) =>
        Hierarchy == other.Hierarchy && Path.StartsWith(other.Path, StringComparison.Ordinal)
        && (Path.Length == other.Path.Length || other.Path.EndsWith('/') || Path[other.Path.Length] == '/');

    private static ControlGroup ParseLine(ReadOnlySpan<byte> line)
    {
        var first = line.IndexOf((byte)':');
        var second = first < 0 ? -1 : line[(first + 1)..].IndexOf((byte)':');
        if (second < 0 || first == 0 || !line[(first + second + 2)..].StartsWith((byte)'/'))
        {
            throw new InvalidDataException($"malformed line of cgroup: {PathText.Escape(line)}");
        }

        return new ControlGroup(Encoding.UTF8.GetString(line[..first]), Encoding.UTF8.GetString(line[(first + second + 2)..]));
    }
}
