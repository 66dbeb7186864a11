namespace GraphDriver.Linux.Quotas;

/// <summary>What a project may have on its file system, and what it has.</summary>
/// <param name="SizeLimit">The most bytes of disk; 0 for no limit.</param>
/// <param name="InodeLimit">The most inodes; 0 for no limit.</param>
/// <param name="Size">The bytes of disk that its files take.</param>
/// <param name="Inodes">How many files it has.</param>
public readonly record struct ProjectQuota(long SizeLimit, long InodeLimit, long Size, long Inodes)
{
    /// <summary>Whether the file system keeps projects within their limits.</summary>
    /// <param name="file">Any open file of the file system; not one open for its path alone.</param>
    /// <returns><see cref="Errno.None"/>; else why not: <see cref="Errno.ESRCH"/> where it only counts, or is not mounted so.</returns>
    public static Errno Probe(SafeFileHandle file)
    {
        var error = QuotaCtlFd.TryReadState(file, out var state);
        return error == Errno.None && (state.Flags & QuotaState.ProjectLimits) == 0 ? Errno.ESRCH : error;
    }

    /// <summary>Limits and use of a project; null where it has neither, or the file system does not count.</summary>
    /// <param name="file">Any open file of the file system.</param>
    /// <param name="project">The project.</param>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static ProjectQuota? TryRead(SafeFileHandle file, uint project) => QuotaCtlFd.TryRead(file, project, out var quota) switch
    {
        Errno.None => new((long)quota.BlockHardLimit * DiskQuota.BlockSize, (long)quota.InodeHardLimit, (long)quota.Blocks * DiskQuota.BlockSize, (long)quota.Inodes),
        Errno.ENOENT or Errno.ESRCH or Errno.ENOSYS or Errno.EOPNOTSUPP => null,
        var errno => throw LinuxException.From(errno, "quotactl", file),
    };

    /// <summary>Sets both limits of a project.</summary>
    /// <param name="file">Any open file of the file system.</param>
    /// <param name="project">The project; not 0.</param>
    /// <param name="size">Bytes, rounded up to whole blocks of 512; 0 for no limit.</param>
    /// <param name="inodes">Inodes; 0 for no limit.</param>
    /// <returns>What kept it from being done.</returns>
    public static Errno TrySetLimits(SafeFileHandle file, uint project, long size, long inodes)
    {
        ArgumentOutOfRangeException.ThrowIfZero(project);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfNegative(inodes);
        var blocks = (ulong)(size / DiskQuota.BlockSize) + (size % DiskQuota.BlockSize > 0 ? 1UL : 0);
        var quota = new DiskQuota
        {
            Version = DiskQuota.CurrentVersion,
            Flags = DiskQuota.ProjectFlag,
            FieldMask = DiskQuota.LimitFields,
            Id = project,
            BlockHardLimit = blocks,
            BlockSoftLimit = blocks,
            InodeHardLimit = (ulong)inodes,
            InodeSoftLimit = (ulong)inodes,
        };
        return QuotaCtlFd.TryWrite(file, project, ref quota);
    }
}
