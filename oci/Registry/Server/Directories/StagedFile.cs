using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Transports;
using GraphDriver.Oci.Transports.Files;

namespace GraphDriver.Oci.Registry.Server.Directories;

/// <summary>A blob under a temporary name in the directory that is served, held open, and so locked, until it gets its own.</summary>
internal sealed class StagedFile : IStagedBlob
{
    private readonly RepositoryFolders _folders;
    private readonly bool _flush;
    private readonly string _path;
    private readonly FileStream _file;
    private bool _isPublished;

    public StagedFile(RepositoryFolders folders, bool flush)
    {
        (_folders, _flush) = (folders, flush);
        _path = Path.Combine(folders.Root, TemporaryName.Create());
        _file = new FileStream(_path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
    }

    public Stream Content => _file;

    public void Publish(RepositoryName repository, Digest digest)
    {
        var target = Path.Combine(_folders.ForWriting(repository).FullPath, LayoutIndex.PathOf(digest));
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
