using System.Text;

namespace GraphDriver.Savings.Demo.Content;

/// <summary>
/// Where a machine's loader searches for libraries: the folders of <c>ld.so.conf</c>, with what it includes, and those that are built in
/// (ld.so(8), ldconfig(8)). musl's loader needs no more than the latter.
/// </summary>
internal static class LibraryFolders
{
    private const string Configuration = "/etc/ld.so.conf";
    private const string Include = "include";
    private const int MaxFiles = 256;
    private const int MaxFile = 64 * 1024;

    private static readonly string[] BuiltIn = ["/lib64", "/usr/lib64", "/lib", "/usr/lib", "/usr/local/lib"];

    /// <summary>The folders of this machine, the first searched first; some may not be there.</summary>
    /// <param name="root">What stands before every path; empty but for tests.</param>
    public static IReadOnlyList<string> Read(string root = "")
    {
        var folders = new List<string>();
        var seen = new HashSet<string>();
        var pending = new Stack<string>([Configuration]);
        while (pending.TryPop(out var file))
        {
            if (seen.Count < MaxFiles && seen.Add(file))
            {
                Read(root, file, folders, pending);
            }
        }

        return [.. folders.Concat(BuiltIn).Distinct()];
    }

    private static void Read(string root, string file, List<string> folders, Stack<string> pending)
    {
        if (new FileInfo(root + file) is not { Exists: true, Length: <= MaxFile })
        {
            return;
        }

        foreach (var line in File.ReadLines(root + file, Encoding.UTF8))
        {
            var words = line.Split('#')[0].Split((char[])[' ', '\t', ',', ':'], StringSplitOptions.RemoveEmptyEntries);
            if (words is [Include, .. var patterns])
            {
                foreach (var included in patterns.SelectMany(pattern => Matches(root, Path.Combine("/etc", pattern))).Reverse())
                {
                    pending.Push(included);
                }
            }
            else
            {
                folders.AddRange(words.Where(word => word.StartsWith('/')));
            }
        }
    }

    /// <summary>The files of a pattern, whose last part alone may hold wildcards.</summary>
    private static IEnumerable<string> Matches(string root, string pattern)
    {
        var folder = Path.GetDirectoryName(pattern)!;
        return Directory.Exists(root + folder)
            ? Directory.EnumerateFiles(root + folder, Path.GetFileName(pattern)).Select(file => file[root.Length..]).Order(StringComparer.Ordinal)
            : [];
    }
}
