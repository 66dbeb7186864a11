using System.Text;
using GraphDriver.Containers.Users;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Containers.Files;

/// <summary>
/// A container's mounted root, seen from the host before anything runs in it. Its content is anyone's, so every path is
/// walked by the kernel with this as the root: no link leads out of it.
/// </summary>
public sealed class ContainerRoot : IDisposable
{
    private const ResolveFlags Inside = ResolveFlags.InRoot | ResolveFlags.NoMagicLinks;
    private const uint DirectoryMode = 0x1ED;
    private const int MaxDatabaseSize = 16 << 20;
    private const int MaxDepth = 1000;

    private readonly SafeFileHandle _root;
    private readonly string _path;

    private ContainerRoot(SafeFileHandle root, string path) => (_root, _path) = (root, path);

    /// <summary>Opens a mounted root.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static ContainerRoot Open(string path) => new(OpenAt.Open(path, OpenFlags.Directory), path);

    /// <summary>The users and groups of the image; none where it has no such files.</summary>
    /// <exception cref="InvalidDataException">A file is too long.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    public UserDatabase ReadUsers() => UserDatabase.Parse(ReadIfThere("/etc/passwd") ?? [], ReadIfThere("/etc/group") ?? []);

    /// <summary>
    /// Gives a numeric user and its group entries of their own where <c>/etc/passwd</c> and <c>/etc/group</c> have none, as
    /// podman does: many programs ask who they are.
    /// </summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void AddUser(ContainerUser user, UserDatabase users, string home)
    {
        if (!user.IsKnown)
        {
            Append("/etc/passwd", $"{user.Uid}:*:{user.Uid}:{user.Gid}:container user:{home}:/bin/sh\n");
        }

        if (!users.HasGroup(user.Gid))
        {
            Append("/etc/group", $"{user.Gid}:x:{user.Gid}:\n");
        }
    }

    /// <summary>Makes a directory, and all above it, where it is missing; what is made belongs to <paramref name="owner"/>.</summary>
    /// <exception cref="ContainerRuntimeException">Something else is in the way.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void MakeDirectory(string path, ContainerUser owner)
    {
        OpenOrMakeDirectory(ContainerPath.Normalize(path), owner, MaxDepth).Dispose();
    }

    /// <summary>Opens a directory; null where there is none.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public SafeFileHandle? TryOpenDirectory(string path) => TryOpen(path, OpenFlags.ReadOnly | OpenFlags.Directory) switch
    {
        (Errno.None, var handle) => handle,
        (Errno.ENOENT or Errno.ENOTDIR, _) => null,
        var (errno, _) => throw LinuxException.From(errno, "open", path),
    };

    /// <summary>Where a path leads inside the container once its links are followed; the path itself where there is nothing.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public string Resolve(string path)
    {
        var (errno, handle) = TryOpen(path, OpenFlags.PathOnly);
        if (errno is Errno.ENOENT or Errno.ENOTDIR)
        {
            return path;
        }

        using var opened = errno == Errno.None ? handle! : throw LinuxException.From(errno, "open", path);
        var target = Encoding.UTF8.GetString(ReadLinkAt.Read(WorkingDirectory.Handle, $"/proc/self/fd/{opened.DangerousGetHandle()}"));
        var root = Encoding.UTF8.GetString(ReadLinkAt.Read(WorkingDirectory.Handle, $"/proc/self/fd/{_root.DangerousGetHandle()}"));
        return target.StartsWith(root + "/", StringComparison.Ordinal) ? target[root.Length..] : path;
    }

    public void Dispose() => _root.Dispose();

    private SafeFileHandle OpenOrMakeDirectory(string path, ContainerUser owner, int depth)
    {
        if (depth == 0)
        {
            throw new ContainerRuntimeException($"the path '{path}' of the container has more than {MaxDepth} parts");
        }

        var (errno, handle) = TryOpen(path, OpenFlags.ReadOnly | OpenFlags.Directory);
        if (errno == Errno.ENOENT && path != "/")
        {
            var slash = path.LastIndexOf('/');
            using var parent = OpenOrMakeDirectory(slash == 0 ? "/" : path[..slash], owner, depth - 1);
            return Make(parent, path[(slash + 1)..], path, owner);
        }

        return errno switch
        {
            Errno.None => handle!,
            Errno.ENOTDIR => throw new ContainerRuntimeException($"the directory '{path}' cannot be made in the container: a part of it is no directory"),
            _ => throw LinuxException.From(errno, "open", _path + path),
        };
    }

    private static SafeFileHandle Make(SafeFileHandle parent, string name, string path, ContainerUser owner)
    {
        if (!MkdirAt.MakeIfMissing(parent, name, DirectoryMode))
        {
            throw new ContainerRuntimeException($"the directory '{path}' cannot be made in the container: there is a link that leads nowhere");
        }

        var made = OpenAt.Open(parent, name, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow);
        FChown.Set(made, owner.Uid, owner.Gid);
        FChmod.Set(made, DirectoryMode);
        return made;
    }

    private byte[]? ReadIfThere(string path)
    {
        using var file = OpenRegularFile(path, OpenFlags.ReadOnly);
        return file is null ? null : ReadFile.ReadAll(file, MaxDatabaseSize);
    }

    private void Append(string path, string line)
    {
        if (ReadIfThere(path) is not { } content)
        {
            return;
        }

        using var file = OpenRegularFile(path, OpenFlags.WriteOnly | OpenFlags.Append)!;
        var separator = content.Length > 0 && content[^1] != (byte)'\n' ? "\n" : "";
        WriteFile.Write(file, Encoding.UTF8.GetBytes(separator + line));
    }

    /// <summary>Null where there is nothing, or no regular file: opening a device or a fifo may do things, or wait for ever.</summary>
    private SafeFileHandle? OpenRegularFile(string path, OpenFlags flags)
    {
        var (errno, handle) = TryOpen(path, OpenFlags.PathOnly);
        if (errno is Errno.ENOENT or Errno.ENOTDIR)
        {
            return null;
        }

        using var found = errno == Errno.None ? handle! : throw LinuxException.From(errno, "open", _path + path);
        return Statx.Query(found).IsRegularFile ? OpenAt.Open($"/proc/self/fd/{found.DangerousGetHandle()}", flags) : null;
    }

    private (Errno Errno, SafeFileHandle? Handle) TryOpen(string path, OpenFlags flags)
    {
        var errno = OpenAt2.TryOpen(_root, path, flags, 0, Inside, out var handle);
        return (errno, handle);
    }
}
