using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Quotas;
using GraphDriver.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Quotas;

/// <summary>
/// Finds project ids for containers that neither podman on the same root nor anybody else on the file system takes. podman counts up from the id of <c>overlay/</c>, or where
/// that has none from a number that it makes of its inode, and begins each time above all that it finds; a process of it that runs long never looks again.
/// Ours count down from 5000 above that number: what podman takes next is above ours, and what it is about to take is below.
/// </summary>
internal static class ProjectNumbers
{
    /// <summary>How many containers of a root may have a quota at once.</summary>
    public const uint Range = 5000;

    private const uint PodmanRange = 10000;

    /// <summary>The id that all of a root's are above.</summary>
    /// <param name="overlay">The folder <c>overlay/</c>, open.</param>
    public static uint Base(SafeFileHandle overlay)
    {
        var own = ProjectId.Of(overlay);
        return own != 0 ? own : (uint)(PodmanRange + (Statx.Query(overlay).Ino * PodmanRange % (uint.MaxValue - PodmanRange)));
    }

    /// <summary>An id that nothing has. The caller holds <c>layers.lock</c> and sets it before it lets that go.</summary>
    /// <param name="overlay">The folder <c>overlay/</c>, open.</param>
    /// <exception cref="IOException">There is none left.</exception>
    public static uint FindFree(SafeFileHandle overlay)
    {
        var first = Base(overlay);
        var used = Used(overlay);
        for (var id = Math.Min((ulong)first + Range, uint.MaxValue - 1); id > first; id--)
        {
            if (!used.Contains((uint)id) && ProjectQuota.TryRead(overlay, (uint)id) is not { Inodes: > 0 })
            {
                return (uint)id;
            }
        }

        throw new IOException($"the store has {Range} layers with a quota, and no number for another one");
    }

    private static HashSet<uint> Used(SafeFileHandle overlay)
    {
        var used = new HashSet<uint>();
        foreach (var entry in DirectoryReader.Read(overlay).Where(entry => entry.Type == FileType.Directory && LayerId.TryParse(entry.ToString(), out _)).ToList())
        {
            if (OpenAt.TryOpen(overlay, entry.Name, OpenFlags.Directory | OpenFlags.ReadOnly | OpenFlags.NoFollow, 0, out var layer) == Errno.None)
            {
                using (layer)
                {
                    used.Add(ProjectId.Of(layer!));
                }
            }
        }

        return used;
    }
}
