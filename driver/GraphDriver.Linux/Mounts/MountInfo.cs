using System.Buffers.Text;
using System.Text;
using GraphDriver.Linux.Files;

namespace GraphDriver.Linux.Mounts;

/// <summary>One mount as <c>/proc/self/mountinfo</c> tells it, https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html.</summary>
public sealed class MountInfo
{
    private const int MaxFile = 256 * 1024 * 1024;
    private const int FixedFields = 6;

    private MountInfo(int id, int parentId, DeviceNumber device)
    {
        Id = id;
        ParentId = parentId;
        Device = device;
    }

    public int Id { get; }

    public int ParentId { get; }

    public DeviceNumber Device { get; }

    /// <summary>The directory of the file system that is mounted.</summary>
    public required ReadOnlyMemory<byte> Root { get; init; }

    /// <summary>Where it is mounted, seen from the process's root.</summary>
    public required ReadOnlyMemory<byte> MountPoint { get; init; }

    /// <summary>Options of this mount, with commas.</summary>
    public required string Options { get; init; }

    /// <summary>For example <c>shared:5</c>; empty for a private mount.</summary>
    public required IReadOnlyList<string> Propagation { get; init; }

    /// <summary>The file system's type, for example <c>overlay</c>.</summary>
    public required string Type { get; init; }

    public required ReadOnlyMemory<byte> Source { get; init; }

    /// <summary>Options of the file system, with commas, as the kernel escapes them.</summary>
    public required string SuperOptions { get; init; }

    public bool IsAt(LinuxPath path) => MountPoint.Span.SequenceEqual(path.ToArray());

    /// <summary>The mounts of this process's namespace, in the order in which they were made.</summary>
    /// <exception cref="LinuxException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A line is malformed.</exception>
    public static IReadOnlyList<MountInfo> ReadAll()
    {
        using var file = OpenAt.Open("/proc/self/mountinfo", OpenFlags.ReadOnly);
        return Parse(ReadFile.ReadAll(file, MaxFile));
    }

    /// <summary>Parses a whole file.</summary>
    /// <exception cref="InvalidDataException">A line is malformed.</exception>
    public static IReadOnlyList<MountInfo> Parse(ReadOnlySpan<byte> text)
    {
        var mounts = new List<MountInfo>();
        foreach (var range in text.Split((byte)'\n'))
        {
            if (!text[range].IsEmpty)
            {
                mounts.Add(ParseLine(text[range]));
            }
        }

        return mounts;
    }

    private static MountInfo ParseLine(ReadOnlySpan<byte> line)
    {
        var fields = new List<byte[]>();
        foreach (var range in line.Split((byte)' '))
        {
            fields.Add(line[range].ToArray());
        }

        var separator = fields.Count < FixedFields ? -1 : fields.FindIndex(FixedFields, field => field is [(byte)'-']);
        if (separator < 0 || fields.Count < separator + 4)
        {
            throw Malformed(line);
        }

        var colon = Array.IndexOf(fields[2], (byte)':');
        if (colon < 0)
        {
            throw Malformed(line);
        }

        var device = new DeviceNumber(
            (uint)Number(fields[2].AsSpan(0, colon), line), (uint)Number(fields[2].AsSpan(colon + 1), line));
        return new MountInfo(Number(fields[0], line), Number(fields[1], line), device)
        {
            Root = OctalEscapes.Decode(fields[3]),
            MountPoint = OctalEscapes.Decode(fields[4]),
            Options = Text(fields[5]),
            Propagation = fields[FixedFields..separator].ConvertAll(Text),
            Type = Text(fields[separator + 1]),
            Source = OctalEscapes.Decode(fields[separator + 2]),
            SuperOptions = Text(fields[separator + 3]),
        };
    }

    private static int Number(ReadOnlySpan<byte> field, ReadOnlySpan<byte> line) =>
        Utf8Parser.TryParse(field, out int value, out var length) && length == field.Length && value >= 0
            ? value
            : throw Malformed(line);

    private static string Text(byte[] field) => Encoding.UTF8.GetString(field);

    private static InvalidDataException Malformed(ReadOnlySpan<byte> line) =>
        new($"malformed line of mountinfo: {PathText.Escape(line)}");
}
