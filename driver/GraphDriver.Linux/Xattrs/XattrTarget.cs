using GraphDriver.Linux.Files;

namespace GraphDriver.Linux.Xattrs;

/// <summary>
/// A file named by directory and path, symbolic links not followed, as the calls by path take it. The kernel has calls
/// relative to a directory only since 6.13, so the way is an <c>O_PATH</c> handle and its name below <c>/proc</c>.
/// </summary>
internal readonly ref struct XattrTarget : IDisposable
{
    private readonly SafeFileHandle _handle;

    public XattrTarget(SafeFileHandle dir, LinuxPath path) =>
        _handle = OpenAt.Open(dir, path, OpenFlags.PathOnly | OpenFlags.NoFollow);

    public string ProcPath => HandleName.ProcPath(_handle);

    public void Dispose() => _handle.Dispose();
}
