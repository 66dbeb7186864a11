using GraphDriver.Layers;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Store;

namespace GraphDriver.Checks;

/// <summary>Finds staging directories whose maker is gone: nobody holds their locks, at the beginning of the check and at its end.</summary>
internal sealed class StagingCheck(StoreRoot root, FindingList findings)
{
    private List<string> _free = [];

    /// <summary>Notes whose locks are free now.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void Run() => _free = FindFree();

    /// <summary>Notes those that are there, and free, still.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void Confirm()
    {
        if (_free.Count > 0)
        {
            foreach (var name in FindFree().Intersect(_free))
            {
                findings.Add(FindingKind.StagingLeftover, $"{LayerStaging.BasePath}/{name}", "was left by a process that died");
            }
        }
    }

    private List<string> FindFree()
    {
        if (OpenAt.TryOpen(root.Root, LayerStaging.BasePath, OpenFlags.Directory | OpenFlags.ReadOnly | OpenFlags.NoFollow, 0, out var staging) != Errno.None)
        {
            return [];
        }

        using (staging)
        {
            return [.. DirectoryReader.Read(staging!).Where(entry => entry.Type == FileType.Directory).ToList()
                .Where(entry => StagingSweep.IsLeft(staging!, entry.ToString())).Select(entry => entry.ToString())];
        }
    }
}
