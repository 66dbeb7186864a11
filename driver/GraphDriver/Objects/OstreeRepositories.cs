using System.Text;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects;

/// <summary>
/// OSTree repositories in the modes <c>bare</c> and <c>bare-user</c>, whose objects are files as they are. Their names are not those of their contents: a symbolic
/// link <c>objects/xx/&lt;62 hex&gt;.payload-link</c>, named by the SHA-256 of the content alone, leads to one
/// (https://github.com/ostreedev/ostree/blob/main/src/libostree/ostree-repo-commit.c, <c>core.payload-link-threshold</c>).
/// </summary>
internal sealed class OstreeRepositories : IDisposable
{
    private readonly List<SafeFileHandle> _objects = [];

    /// <param name="paths">The repositories, parted by colons, as <c>ostree_repos</c> has them. One that is not there is told of and left out.</param>
    /// <param name="log">Hears what is told at debug level; may be null.</param>
    public OstreeRepositories(string paths, Action<string>? log)
    {
        foreach (var path in paths.Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            var errno = OpenAt.TryOpen(WorkingDirectory.Handle, $"{path}/objects", OpenFlags.Directory | OpenFlags.PathOnly, 0, out var objects);
            if (errno == Errno.None)
            {
                _objects.Add(objects!);
            }
            else
            {
                log?.Invoke($"ostree_repos: {path} is no OSTree repository: {errno}");
            }
        }
    }

    /// <summary>Opens the file that should have a content; null where there is none.</summary>
    /// <param name="path">The content's path as an object, <c>xx/rest</c>.</param>
    public SafeFileHandle? TryOpen(ReadOnlySpan<byte> path)
    {
        if (_objects.Count == 0)
        {
            return null;
        }

        var link = $"{Encoding.ASCII.GetString(path)}.payload-link";
        foreach (var objects in _objects)
        {
            // The link leads to another folder of the same repository, and nowhere else.
            if (OpenAt2.TryOpen(objects, link, OpenFlags.ReadOnly | OpenFlags.NonBlocking, 0, ResolveFlags.Beneath, out var file) == Errno.None)
            {
                return file;
            }
        }

        return null;
    }

    public void Dispose() => _objects.ForEach(objects => objects.Dispose());
}
