namespace GraphDriver.Oci.Transports.Files;

/// <summary>
/// A lock between the writers of a directory, in this process and in others: a file of a known name that is held locked (flock(2)), and
/// is there only as long as somebody holds it.
/// </summary>
internal sealed class WriterLock : IDisposable
{
    // What .NET puts into the error of a file that another one has locked: the number of the system's own error.
    private const int WouldBlock = 11;

    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _path;
    private readonly FileStream _file;

    private WriterLock(string path, FileStream file) => (_path, _file) = (path, file);

    /// <summary>Waits until no other writer holds the lock, a minute at most.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">Another writer holds it too long, or the file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be made.</exception>
    public static WriterLock Acquire(string path)
    {
        for (var begun = DateTime.UtcNow; DateTime.UtcNow - begun < Patience; Thread.Sleep(Wait))
        {
            if (TryAcquire(path) is { } held)
            {
                return held;
            }
        }

        throw new IOException($"{path}: another writer has held this lock for {Patience.TotalSeconds} s");
    }

    // The name goes while the file is locked: nobody else can have made it anew.
    public void Dispose()
    {
        File.Delete(_path);
        _file.Dispose();
    }

    private static WriterLock? TryAcquire(string path)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException error) when (error.HResult == WouldBlock)
        {
            return null;
        }

        if (HasName(file))
        {
            return new WriterLock(path, file);
        }

        file.Dispose();
        return null;
    }

    /// <summary>
    /// Whether a file still has its name. Its last holder may have removed it after it was opened here and before it was locked: another
    /// writer may then hold a new file of that name, and whoever comes would find that one.
    /// </summary>
    private static bool HasName(FileStream file) =>
        new FileInfo($"/proc/self/fd/{file.SafeFileHandle.DangerousGetHandle()}").LinkTarget is { } target && !target.EndsWith(" (deleted)", StringComparison.Ordinal);
}
