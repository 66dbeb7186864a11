using System.Collections;
using System.Runtime.InteropServices;

namespace GraphDriver.Linux.Processes;

/// <summary>
/// posix_spawn(3), https://man7.org/linux/man-pages/man3/posix_spawn.3.html. Unlike the framework's process class it
/// hands over any file under any number, as the container monitor's sync pipes need.
/// </summary>
public static partial class PosixSpawn
{
    private const short POSIX_SPAWN_SETPGROUP = 0x02;
    private const short POSIX_SPAWN_SETSIGDEF = 0x04;
    private const short POSIX_SPAWN_SETSIGMASK = 0x08;

    // Sources are moved out of the way first, or one file's number could be overwritten before it is copied.
    private const int FirstSpareDescriptor = 128;

    /// <summary>Starts a program with no signal blocked and none ignored. Reap it by <see cref="WaitPid"/>.</summary>
    /// <returns>Its process id.</returns>
    /// <exception cref="LinuxException">It could not be started; the path is the program's.</exception>
    /// <exception cref="ArgumentException">An argument or a variable holds a NUL.</exception>
    public static unsafe int Start(ProcessStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        using var arguments = new NativeStringList([start.Program, .. start.Arguments]);
        using var environment = new NativeStringList(start.Environment ?? OwnEnvironment());
        using var program = new NativePath(start.Program, stackalloc byte[NativePath.StackSize]);
        var files = new List<(SafeFileHandle Spare, int Number)>(start.Files.Count);
        CloseRange.CloseInheritedOnExec();
        try
        {
            foreach (var file in start.Files)
            {
                files.Add((DuplicateFile.AtLeast(file.Handle, FirstSpareDescriptor), file.Number));
            }

            using var actions = new SpawnFileActions(files, start.WorkingDirectory);
            using var attributes = new SpawnAttributes(Flags(start));
            int pid;
            int error;
            fixed (byte* path = &program.Start)
            {
                error = posix_spawn(&pid, path, actions.Pointer, attributes.Pointer, arguments.Pointer, environment.Pointer);
            }

            return error == 0 ? pid : throw LinuxException.From((Errno)error, "start", start.Program);
        }
        finally
        {
            files.ForEach(file => file.Spare.Dispose());
        }
    }

    private static short Flags(ProcessStart start) => (short)(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        | (start.NewProcessGroup ? POSIX_SPAWN_SETPGROUP : 0));

    private static List<string> OwnEnvironment() =>
        [.. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}")];

    [LibraryImport(Libc.Name)]
    private static unsafe partial int posix_spawn(
        int* pid, byte* path, void* fileActions, void* attributes, byte** arguments, byte** environment);
}
