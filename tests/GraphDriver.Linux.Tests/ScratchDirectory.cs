using GraphDriver.Linux.Files;

namespace GraphDriver.Linux.Tests;

/// <summary>A directory of its own for one test, removed afterwards.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    public ScratchDirectory()
    {
        Path = Directory.CreateTempSubdirectory("graphdriver-").FullName;
        Handle = OpenAt.Open(Path, OpenFlags.ReadOnly | OpenFlags.Directory);
    }

    public string Path { get; }

    public SafeFileHandle Handle { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public SafeFileHandle Create(string name, ReadOnlySpan<byte> content = default)
    {
        var file = OpenAt.Open(Handle, name, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.Exclusive, 0x1A4);
        WriteFile.Write(file, content);
        return file;
    }

    public void Dispose()
    {
        Handle.Dispose();
        TreeRemover.Remove(WorkingDirectory.Handle, Path);
    }
}
