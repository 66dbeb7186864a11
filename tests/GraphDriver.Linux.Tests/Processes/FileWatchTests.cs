using GraphDriver.Linux.Files;
using GraphDriver.Linux.Processes;

namespace GraphDriver.Linux.Tests.Processes;

public sealed class FileWatchTests
{
    [Fact]
    public void A_new_name_in_a_directory_wakes_the_watch_once()
    {
        using var scratch = new ScratchDirectory();
        using var watch = FileWatch.Start(scratch.Handle, FileEvents.Created | FileEvents.MovedIn);
        Span<PollEntry> entries = [new PollEntry(watch.Handle)];
        Assert.Equal(0, Poll.Wait(entries, TimeSpan.Zero));

        OpenAt.Open(scratch.Handle, "file", OpenFlags.WriteOnly | OpenFlags.Create, 0x1A4).Dispose();
        Assert.Equal(1, Poll.Wait(entries));
        watch.Clear();
        Assert.Equal(0, Poll.Wait(entries, TimeSpan.Zero));

        RenameAt.Rename(scratch.Handle, "file", scratch.Handle, "other", RenameFlags.None);
        Assert.Equal(1, Poll.Wait(entries));
    }

    [Fact]
    public void Bytes_added_to_a_file_wake_its_watch()
    {
        using var scratch = new ScratchDirectory();
        using var file = OpenAt.Open(scratch.Handle, "log", OpenFlags.ReadWrite | OpenFlags.Create, 0x1A4);
        using var watch = FileWatch.Start(file, FileEvents.Modified);
        WriteFile.Write(file, "line\n"u8);
        Assert.Equal(1, Poll.Wait([new PollEntry(watch.Handle)]));
    }
}
