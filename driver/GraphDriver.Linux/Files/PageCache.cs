namespace GraphDriver.Linux.Files;

/// <summary>What the kernel's page cache holds of files.</summary>
public static class PageCache
{
    private static volatile bool HasNoCacheStat;

    /// <summary>
    /// How many bytes of a file are in memory: whole pages, the last one too. Looking changes nothing. It asks by cachestat(2), and where the
    /// kernel has no such call, which is remembered, or the file system does not answer it, by mincore(2).
    /// </summary>
    /// <param name="file">The file, open for reading. The process has to own it, or may write to it.</param>
    /// <param name="size">The file's length in bytes.</param>
    /// <param name="cancellationToken">Ends a count that is long: mincore(2) looks at every page of a file.</param>
    /// <exception cref="LinuxException">A call failed; <see cref="Errno.EPERM"/> where the kernel does not tell this user.</exception>
    public static long CachedBytes(SafeFileHandle file, long size, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return size == 0 ? 0 : CountPages(file, size, cancellationToken) * Environment.SystemPageSize;
    }

    private static long CountPages(SafeFileHandle file, long size, CancellationToken cancellationToken)
    {
        if (!HasNoCacheStat)
        {
            var errno = CacheStat.TryCount(file, 0, size, out var pages);
            if (errno == Errno.None)
            {
                return pages;
            }

            if (errno is not (Errno.ENOSYS or Errno.EOPNOTSUPP))
            {
                throw LinuxException.From(errno, "cachestat", file);
            }

            HasNoCacheStat |= errno == Errno.ENOSYS;
        }

        return MinCore.Count(file, 0, size, cancellationToken);
    }
}
