using System.Diagnostics;
using GraphDriver.Containers;
using GraphDriver.Containers.Monitor;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Processes;

namespace GraphDriver.Savings.Demo;

/// <summary>
/// Starts the images' own program in mounted images, by <c>chroot</c>, with a clean environment as containers have it, and ends them all when it is disposed.
/// </summary>
internal sealed class SleepProcesses : IDisposable
{
    /// <summary>How long they sleep, in seconds.</summary>
    public const string Seconds = "100000";

    private const string ProgramName = "sleep";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly string _chroot = Require("chroot");
    private readonly string _program = Program();
    private readonly List<int> _processes = [];

    /// <summary>The machine's program, which the images have at the same path.</summary>
    /// <exception cref="FileNotFoundException">It has none.</exception>
    public static string Program() => Require(ProgramName);

    /// <summary>Starts the program with a mounted image as its root, and returns its number.</summary>
    /// <exception cref="Linux.LinuxException">It could not be started.</exception>
    public int Start(string root)
    {
        using var nothing = OpenAt.Open("/dev/null", OpenFlags.ReadWrite);
        var process = PosixSpawn.Start(new ProcessStart
        {
            Program = _chroot,
            Arguments = [root, _program, Seconds],
            Environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"],
            Files = [new(nothing, 0), new(nothing, 1)],
            NewProcessGroup = true,
        });
        _processes.Add(process);
        return process;
    }

    /// <summary>Waits until all of them sleep and their memory is what it stays.</summary>
    /// <exception cref="IOException">One has ended, or does not begin.</exception>
    public void WaitUntilTheySleep(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var before = new long[_processes.Count];
        for (var isSettled = false; !isSettled;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (watch.Elapsed > Patience)
            {
                throw new TimeoutException($"{_program} in an image has not come to rest in {Patience.TotalSeconds} s");
            }

            Thread.Sleep(Interval);
            isSettled = true;
            for (var i = 0; i < before.Length; i++)
            {
                var now = Resident(_processes[i]);
                isSettled &= now > 0 && now == before[i];
                before[i] = now;
            }
        }
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            Kill.TrySend(process, Signal.Kill);
        }

        _processes.ForEach(process => WaitPid.Wait(process));
        _processes.Clear();
    }

    /// <summary>The memory of a process that sleeps; 0 while it is still on the way.</summary>
    private long Resident(int process)
    {
        if (!ProcessIdentity.Of(process).IsAlive())
        {
            _processes.Remove(process);
            throw new IOException($"{_program} in an image ended with {WaitPid.Wait(process).Code}, where it was to sleep");
        }

        return File.ReadAllText($"/proc/{process}/comm").TrimEnd('\n') == ProgramName && SmapsRollup.TryRead(process) is { } memory ? memory.Rss : 0;
    }

    private static string Require(string program) =>
        ProgramLocator.Find(program) ?? throw new FileNotFoundException($"there is no program '{program}' on this machine: it is of the package coreutils");
}
