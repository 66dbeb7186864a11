namespace GraphDriver.Linux.Quotas;

/// <summary>The project that files belong to on XFS, ext4 and f2fs: a number, by which their blocks and inodes are counted together; 0 for none.</summary>
public static class ProjectId
{
    /// <summary>The project of an open file or directory; 0 too where the file system has no projects.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static uint Of(SafeFileHandle file) => Read(file, out var attributes) ? attributes.ProjectId : 0;

    /// <summary>The project that what is made in a directory gets; null where it gets none from it.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static uint? InheritedFrom(SafeFileHandle directory) =>
        Read(directory, out var attributes) && (attributes.Flags & FsAttributes.InheritProject) != 0 ? attributes.ProjectId : null;

    /// <summary>Makes a directory, and all that will be made in it, part of a project. What is in it already stays as it is.</summary>
    /// <returns><see cref="Errno.ENOTTY"/> or <see cref="Errno.EOPNOTSUPP"/> where the file system has no projects.</returns>
    public static Errno TrySetInherited(SafeFileHandle directory, uint project)
    {
        var error = FsGetXattr.TryRead(directory, out var attributes);
        attributes.ProjectId = project;
        attributes.Flags |= FsAttributes.InheritProject;
        return error == Errno.None ? FsSetXattr.TryWrite(directory, attributes) : error;
    }

    private static bool Read(SafeFileHandle file, out FsAttributes attributes) => FsGetXattr.TryRead(file, out attributes) switch
    {
        Errno.None => true,
        Errno.ENOTTY or Errno.EOPNOTSUPP or Errno.EINVAL or Errno.ENOSYS => false,
        var errno => throw LinuxException.From(errno, "FS_IOC_FSGETXATTR", file),
    };
}
