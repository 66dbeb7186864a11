using GraphDriver.Linux.Files;
using GraphDriver.Linux.Locks;

namespace GraphDriver.Store.Locks;

/// <summary>A held lock of the store, with the token of the last writer in its file.</summary>
internal sealed class StoreLock : IDisposable
{
    private const uint Permissions = 0x1A4;

    private readonly RecordLock _lock;

    private StoreLock(RecordLock held) => _lock = held;

    /// <summary>Waits for the lock at <paramref name="path"/> below <paramref name="folder"/>; the file is made where it is missing.</summary>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public static StoreLock Acquire(Files.StoreFolder folder, string path, LockMode mode) => new(RecordLock.Acquire(folder.Handle, path, mode));

    /// <summary>Waits for a shared lock in a store that is not written to; null where it has no lock file, so that nobody writes.</summary>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public static StoreLock? AcquireReadOnly(Files.StoreFolder folder, string path)
    {
        try
        {
            return new StoreLock(RecordLock.AcquireReadOnly(folder.Handle, path));
        }
        catch (Linux.LinuxException error) when (error.Errno == Linux.Errno.ENOENT)
        {
            return null;
        }
    }

    /// <summary>Makes a lock file where it is missing.</summary>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public static void Touch(Files.StoreFolder folder, string path) =>
        OpenAt.Open(folder.Handle, path, OpenFlags.ReadWrite | OpenFlags.Create, Permissions).Dispose();

    /// <summary>The present token.</summary>
    public LastWrite Read()
    {
        Span<byte> state = stackalloc byte[LastWrite.Size];
        var length = 0;
        for (int count; length < state.Length && (count = ReadFile.ReadAt(_lock.Handle, state[length..], length)) > 0;)
        {
            length += count;
        }

        return new LastWrite(state[..length]);
    }

    /// <summary>Writes a new token; always before what the lock protects is changed, for the process may end in between.</summary>
    public LastWrite RecordWrite()
    {
        var token = LastWrite.Create();
        WriteFile.WriteAt(_lock.Handle, token.State, 0);
        return token;
    }

    public void Dispose() => _lock.Dispose();
}
