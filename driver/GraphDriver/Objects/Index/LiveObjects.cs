using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects.Index;

/// <summary>
/// Tells records of objects that the pool has lost from those of use. Where nothing was taken out of the pool since the records were
/// written, which the time of its folder tells (<see cref="ObjectPool.Dispose"/>), all are of use and none is looked at.
/// </summary>
/// <param name="root">The storage root.</param>
/// <param name="nameOffset">Where the object's name is in a record.</param>
internal sealed class LiveObjects(SafeFileHandle root, int nameOffset)
{
    // Times of files are those of the kernel's last tick, a few milliseconds ago.
    private const int Slack = 1;

    /// <summary>What a merge of these runs has to ask of their records.</summary>
    public TableMerge.Predicate? FilterFor(IReadOnlyList<DigestRun> runs)
    {
        if (Statx.TryQuery(root, ObjectPool.Folder, StatFlags.NoFollow, out var status) == Errno.None
            && status.MtimeSeconds + Slack < runs.Min(run => run.Written).Seconds)
        {
            return null;
        }

        return IsLive;
    }

    private bool IsLive(ReadOnlySpan<byte> record)
    {
        Span<byte> path = stackalloc byte[ObjectPool.Folder.Length + 1 + ObjectPath.Length];
        var prefix = System.Text.Encoding.ASCII.GetBytes(ObjectPool.Folder, path);
        path[prefix] = (byte)'/';
        ObjectPath.Write(record.Slice(nameOffset, RunFormat.DigestLength), path[(prefix + 1)..]);
        return Statx.TryQuery(root, path, StatFlags.NoFollow, out _) != Errno.ENOENT;
    }
}
