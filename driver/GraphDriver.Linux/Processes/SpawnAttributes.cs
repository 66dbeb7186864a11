using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Processes;

/// <summary>posix_spawnattr_t: no signal blocked, all at their defaults, a process group of its own where asked.</summary>
internal sealed unsafe partial class SpawnAttributes : IDisposable
{
    // glibc's structure has 336 bytes, its sigset_t 128; the room is for a later library.
    private const nuint Size = 1024;
    private const nuint SignalSetSize = 256;

    private void* _attributes = NativeMemory.AllocZeroed(Size);

    public SpawnAttributes(short flags)
    {
        var signals = stackalloc byte[(int)SignalSetSize];
        Check(posix_spawnattr_init(_attributes));
        Check(posix_spawnattr_setflags(_attributes, flags));
        _ = sigemptyset(signals);
        Check(posix_spawnattr_setsigmask(_attributes, signals));
        _ = sigfillset(signals);
        Check(posix_spawnattr_setsigdefault(_attributes, signals));
    }

    public void* Pointer => _attributes;

    public void Dispose()
    {
        if (_attributes is not null)
        {
            _ = posix_spawnattr_destroy(_attributes);
            NativeMemory.Free(_attributes);
            _attributes = null;
        }
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw LinuxException.From((Errno)error, "posix_spawnattr_init", "attributes");
        }
    }

    [LibraryImport(Libc.Name)]
    private static partial int posix_spawnattr_init(void* attributes);

    [LibraryImport(Libc.Name)]
    private static partial int posix_spawnattr_destroy(void* attributes);

    [LibraryImport(Libc.Name)]
    private static partial int posix_spawnattr_setflags(void* attributes, short flags);

    [LibraryImport(Libc.Name)]
    private static partial int posix_spawnattr_setsigmask(void* attributes, byte* signals);

    [LibraryImport(Libc.Name)]
    private static partial int posix_spawnattr_setsigdefault(void* attributes, byte* signals);

    [LibraryImport(Libc.Name)]
    private static partial int sigemptyset(byte* signals);

    [LibraryImport(Libc.Name)]
    private static partial int sigfillset(byte* signals);
}
