using System.Diagnostics;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Locks;

namespace GraphDriver.Linux.Tests.Locks;

public sealed class RecordLockTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void An_exclusive_lock_keeps_others_of_this_process_out()
    {
        using (RecordLock.Acquire(_scratch.Handle, "lock", LockMode.Exclusive))
        {
            Assert.Null(RecordLock.TryAcquire(_scratch.Handle, "lock", LockMode.Exclusive));
            Assert.Null(RecordLock.TryAcquire(_scratch.Handle, "lock", LockMode.Shared));
        }

        using var again = RecordLock.TryAcquire(_scratch.Handle, "lock", LockMode.Exclusive);
        Assert.NotNull(again);
        Assert.Equal(0x1A4u, Statx.Query(again.Handle).Permissions);
    }

    [Fact]
    public void Readers_share_and_keep_writers_out()
    {
        using var first = RecordLock.Acquire(_scratch.Handle, "lock", LockMode.Shared);
        using var second = RecordLock.TryAcquire(_scratch.Handle, "lock", LockMode.Shared);
        using var third = RecordLock.AcquireReadOnly(_scratch.Handle, "lock");
        Assert.NotNull(second);
        Assert.Null(RecordLock.TryAcquire(_scratch.Handle, "lock", LockMode.Exclusive));
    }

    [Fact]
    public async Task A_waiter_gets_the_lock_when_it_is_released()
    {
        var held = RecordLock.Acquire(_scratch.Handle, "lock", LockMode.Exclusive);
        var waiting = new TaskCompletionSource();
        var waiter = Task.Factory.StartNew(
            () =>
            {
                waiting.SetResult();
                RecordLock.Acquire(_scratch.Handle, "lock", LockMode.Exclusive).Dispose();
            },
            TaskCreationOptions.LongRunning);
        await waiting.Task;
        Assert.False(waiter.IsCompleted);
        held.Dispose();
        await waiter.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_stray_close_of_the_file_does_not_release_the_lock()
    {
        using var held = RecordLock.Acquire(_scratch.Handle, "lock", LockMode.Exclusive);
        OpenAt.Open(_scratch.Handle, "lock", OpenFlags.ReadWrite).Dispose();
        Assert.Null(RecordLock.TryAcquire(_scratch.Handle, "lock", LockMode.Exclusive));
    }

    [Fact]
    public void Traditional_record_locks_of_another_process_exclude_ours()
    {
        const string Program =
            "import fcntl,sys\nf=open(sys.argv[1],'r+')\nfcntl.lockf(f,fcntl.LOCK_EX)\nprint('held',flush=True)\nsys.stdin.readline()\n";
        _scratch.Create("lock").Dispose();
        var start = new ProcessStartInfo("python3", ["-c", Program, _scratch["lock"]])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var peer = Process.Start(start)!;
        Assert.Equal("held", peer.StandardOutput.ReadLine());
        Assert.Null(RecordLock.TryAcquire(_scratch.Handle, "lock", LockMode.Shared));
        peer.StandardInput.WriteLine();
        peer.WaitForExit();
        using var after = RecordLock.TryAcquire(_scratch.Handle, "lock", LockMode.Exclusive);
        Assert.NotNull(after);
    }
}
