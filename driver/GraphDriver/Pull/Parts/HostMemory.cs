using System.Globalization;
using System.Text;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Oci.Transports.Ranges;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Pull.Parts;

/// <summary>
/// Keeps what was seen of hosts below the run root, <c>graphdriver/hosts/&lt;host&gt;</c>: one line each, <c>RANGES MICROSECONDS BYTES</c>, where
/// what was not measured is 0. A file that is damaged, or that cannot be written, is a host that nothing is known of.
/// </summary>
/// <param name="runRoot">The folder for state that a reboot may lose.</param>
internal sealed class HostMemory(SafeFileHandle runRoot) : IHostMemory
{
    private const string Folder = "graphdriver/hosts";
    private const uint FolderMode = 0x1C0; // 0700
    private const uint FileMode = 0x180; // 0600
    private const int LongestLine = 128;
    private const int LongestHost = 200;

    private readonly Lock _gate = new();

    public HostExperience Recall(string host)
    {
        try
        {
            using var file = OpenAt.Open(runRoot, PathOf(host), OpenFlags.ReadOnly | OpenFlags.NoFollow);
            return Parse(Encoding.ASCII.GetString(ReadFile.ReadAll(file, LongestLine)));
        }
        catch (Exception error) when (error is LinuxException or InvalidDataException)
        {
            return HostExperience.None;
        }
    }

    public void Remember(string host, HostExperience seen)
    {
        try
        {
            lock (_gate)
            {
                Write(host, Recall(host).With(seen));
            }
        }
        catch (LinuxException)
        {
            // As the interface has it: what cannot be kept is forgotten.
        }
    }

    private void Write(string host, HostExperience known)
    {
        MkdirAt.MakeIfMissing(runRoot, "graphdriver", FolderMode);
        MkdirAt.MakeIfMissing(runRoot, Folder, FolderMode);
        var (path, staged) = (PathOf(host), $"{PathOf(host)}.{Guid.NewGuid():N}");
        using (var file = OpenAt.Open(runRoot, staged, OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.WriteOnly, FileMode))
        {
            WriteFile.Write(file, Encoding.ASCII.GetBytes(Format(known)));
        }

        RenameAt.Rename(runRoot, staged, runRoot, path, RenameFlags.None);
    }

    private static string Format(HostExperience known) => string.Create(
        CultureInfo.InvariantCulture, $"{(int)known.Ranges} {(long)(known.RoundTrip?.TotalMicroseconds ?? 0)} {(long)(known.BytesPerSecond ?? 0)}\n");

    private static HostExperience Parse(string line)
    {
        var fields = line.TrimEnd('\n').Split(' ');
        return fields.Length == 3
            && int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ranges) && Enum.IsDefined((RangeSupport)ranges)
            && long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
            && long.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? new HostExperience
            {
                Ranges = (RangeSupport)ranges,
                RoundTrip = microseconds is > 0 and < int.MaxValue ? TimeSpan.FromMicroseconds(microseconds) : null,
                BytesPerSecond = bytes > 0 ? bytes : null,
            }
            : HostExperience.None;
    }

    /// <summary>Host names are short and plain; what could not be a file's name becomes an underscore.</summary>
    private static string PathOf(string host) =>
        $"{Folder}/{string.Concat(host.Take(LongestHost).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or ':' || (c == '.' && host[0] != '.') ? c : '_'))}";
}
