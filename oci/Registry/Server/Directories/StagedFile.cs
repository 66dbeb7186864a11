using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports;
using GraphDriver.Oci.Transports.Files;

namespace GraphDriver.Oci.Registry.Server.Directories;

/// <summary>A blob under a temporary name in the directory that is served, held open, and so locked, until it gets its own.</summary>
internal sealed class StagedFile : IStagedBlob
{
    private readonly LayoutFolder _folder;
    private readonly bool _flush;
    private readonly string _path;
    private readonly FileStream _file;
    private bool _isPublished;

    /// <param name="root">Where it lies until then, so that nothing of the layout is made before.</param>
    /// <param name="folder">The layout that it goes to, on the same file system.</param>
    /// <param name="flush">Whether it is on the disk before it gets its name.</param>
    public StagedFile(string root, LayoutFolder folder, bool flush)
    {
        (_folder, _flush) = (folder, flush);
        _path = Path.Combine(root, TemporaryName.Create());
        _file = new FileStream(_path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
    }

    public Stream Content => _file;

    public void Publish(Digest digest)
    {
        var target = Path.Combine(_folder.FullPath, LayoutIndex.PathOf(digest));
        _file.Flush(_flush);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Move(_path, target, overwrite: true);
        _isPublished = true;
    }

    public void Dispose()
    {
        if (!_isPublished)
        {
            File.Delete(_path);
        }

        _file.Dispose();
    }
}
