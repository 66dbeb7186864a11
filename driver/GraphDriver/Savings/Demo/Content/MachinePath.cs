using System.Text;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;

namespace GraphDriver.Savings.Demo.Content;

/// <summary>The way to a file of the machine: each directory and symbolic link that has to be in an image for the same path to lead to the same file.</summary>
internal static class MachinePath
{
    private const int MaxLinks = 40;

    /// <summary>The names on the way, absolute and free of symbolic links above the last part; the file itself is the last.</summary>
    /// <exception cref="LinuxException">A part of the path is not there.</exception>
    public static IReadOnlyList<string> WayTo(string path)
    {
        var way = new List<string>();
        var pending = new Stack<string>();
        Push(pending, path);
        var (current, links) = ("", 0);
        while (pending.TryPop(out var part))
        {
            if (part == "..")
            {
                current = current[..Math.Max(0, current.LastIndexOf('/'))];
                continue;
            }

            var next = $"{current}/{part}";
            way.Add(next);
            if (Statx.Query(WorkingDirectory.Handle, next).Type != FileType.SymbolicLink)
            {
                current = next;
                continue;
            }

            if (++links > MaxLinks)
            {
                throw LinuxException.From(Errno.ELOOP, "open", path);
            }

            var target = Encoding.UTF8.GetString(ReadLinkAt.Read(WorkingDirectory.Handle, next));
            current = target.StartsWith('/') ? "" : current;
            Push(pending, target);
        }

        return way;
    }

    private static void Push(Stack<string> pending, string path)
    {
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").Reverse())
        {
            pending.Push(part);
        }
    }
}
