using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Processes;

/// <summary>posix_spawn_file_actions_t: which descriptors and which working directory the new program gets.</summary>
internal sealed unsafe partial class SpawnFileActions : IDisposable
{
    // glibc's structure has 80 bytes, musl's 80; the room is for a later library.
    private const nuint Size = 512;

    private void* _actions = NativeMemory.AllocZeroed(Size);

    public SpawnFileActions(IReadOnlyList<(SafeFileHandle Source, int Number)> files, string? workingDirectory)
    {
        Check(posix_spawn_file_actions_init(_actions), "posix_spawn_file_actions_init");
        foreach (var (source, number) in files)
        {
            Check(posix_spawn_file_actions_adddup2(_actions, (int)source.DangerousGetHandle(), number), "posix_spawn_file_actions_adddup2");
        }

        if (workingDirectory is not null)
        {
            using var path = new NativePath(workingDirectory, stackalloc byte[NativePath.StackSize]);
            Check(posix_spawn_file_actions_addchdir_np(_actions, in path.Start), "posix_spawn_file_actions_addchdir_np");
        }
    }

    public void* Pointer => _actions;

    public void Dispose()
    {
        if (_actions is not null)
        {
            _ = posix_spawn_file_actions_destroy(_actions);
            NativeMemory.Free(_actions);
            _actions = null;
        }
    }

    private static void Check(int error, string operation)
    {
        if (error != 0)
        {
            throw LinuxException.From((Errno)error, operation, "file actions");
        }
    }

    [LibraryImport(Libc.Name)]
    private static partial int posix_spawn_file_actions_init(void* actions);

    [LibraryImport(Libc.Name)]
    private static partial int posix_spawn_file_actions_adddup2(void* actions, int source, int target);

    [LibraryImport(Libc.Name)]
    private static partial int posix_spawn_file_actions_addchdir_np(void* actions, in byte path);

    [LibraryImport(Libc.Name)]
    private static partial int posix_spawn_file_actions_destroy(void* actions);
}
