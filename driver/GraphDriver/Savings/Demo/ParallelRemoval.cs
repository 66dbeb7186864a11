using System.Collections.Concurrent;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;

namespace GraphDriver.Savings.Demo;

/// <summary>
/// Removes a folder of many trees, several at once: a file system that tells its disk of each file that goes lets every removal wait, and more than a
/// hundred thousand waits one after the other take minutes.
/// </summary>
internal static class ParallelRemoval
{
    private const int Threads = 16;
    private const int Depth = 3;

    /// <summary>Removes a folder with all below it; nothing there is no error.</summary>
    /// <exception cref="LinuxException">A call failed; what was removed before stays removed.</exception>
    public static void Remove(string path)
    {
        if (Directory.Exists(path))
        {
            var trees = new ConcurrentQueue<string>(TreesBelow(path));
            var threads = Enumerable.Range(0, Threads)
                .Select(_ => Task.Factory.StartNew(() => RemoveAll(trees), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
            Task.WhenAll([.. threads]).GetAwaiter().GetResult();
        }

        TreeRemover.Remove(WorkingDirectory.Handle, path);
    }

    /// <summary>The directories at one depth: the layers of a store, the trees of images. Links are not followed.</summary>
    private static List<string> TreesBelow(string path)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = Depth - 1, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        return [.. Directory.EnumerateDirectories(path, "*", options).Where(folder => folder.AsSpan(path.Length).Count('/') == Depth)];
    }

    private static void RemoveAll(ConcurrentQueue<string> trees)
    {
        while (trees.TryDequeue(out var tree))
        {
            TreeRemover.Remove(WorkingDirectory.Handle, tree);
        }
    }
}
