using System.Text;
using GraphDriver.Containers;
using GraphDriver.Containers.Logs;
using GraphDriver.Containers.Monitor;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Processes;
using GraphDriver.Store;
using GraphDriver.Tests.Store;

namespace GraphDriver.Tests.Containers;

public sealed class LogPrinterTests : IDisposable
{
    private const string Log =
        "2026-01-01T00:00:01.000000001+00:00 stdout F one\n"
        + "2026-01-01T00:00:02.000000000+00:00 stderr F oops\n"
        + "2026-01-01T00:00:03.000000000+00:00 stdout P two-\n"
        + "2026-01-01T00:00:04.000000000+00:00 stdout F half\n"
        + "garbage\n"
        + "2026-01-01T00:00:05.000000000+00:00 stdout F \n"
        + "2026-01-01T00:00:06.000000000+00:00 stdout P prompt> \n";

    private readonly TemporaryStore _store = new();
    private readonly ContainerFolders _folders;

    public LogPrinterTests() => _folders = ContainerFolders.Create(_store.Storage.Containers, ContainerId.CreateRandom());

    public void Dispose()
    {
        _folders.Dispose();
        _store.Dispose();
    }

    [Fact]
    public void Streams_are_kept_apart_and_pieces_put_together()
    {
        File.WriteAllText(_folders.LogPath, Log);
        Assert.Equal(("one\ntwo-half\n\nprompt> ", "oops\n"), Print(new LogOptions()));
    }

    [Theory]
    [InlineData(0, "", "")]
    [InlineData(1, "prompt> ", "")]
    [InlineData(3, "two-half\n\nprompt> ", "")]
    [InlineData(4, "two-half\n\nprompt> ", "oops\n")]
    [InlineData(100, "one\ntwo-half\n\nprompt> ", "oops\n")]
    public void The_last_lines_are_counted_whole(int tail, string output, string error)
    {
        File.WriteAllText(_folders.LogPath, Log);
        Assert.Equal((output, error), Print(new LogOptions { Tail = tail }));
    }

    [Fact]
    public void Times_begin_lines_and_bound_them()
    {
        File.WriteAllText(_folders.LogPath, Log);
        var options = new LogOptions { Timestamps = true, Since = DateTimeOffset.Parse("2026-01-01T00:00:02Z"), Until = DateTimeOffset.Parse("2026-01-01T00:00:04Z") };
        Assert.Equal(("2026-01-01T00:00:03.000000000+00:00 two-half\n", "2026-01-01T00:00:02.000000000+00:00 oops\n"), Print(options));
    }

    [Fact]
    public void Bytes_pass_as_they_are()
    {
        File.WriteAllBytes(_folders.LogPath, [.. "2026-01-01T00:00:01+00:00 stdout F "u8, 0xFF, 0x00, 0x1B, (byte)'\r', (byte)'\n']);
        var (reader, writer) = Pipe.Create();
        using (reader)
        {
            using (writer)
            {
                new LogPrinter(_folders, new LogOptions(), new AttachStreams(null, writer, writer)).Print();
            }

            Assert.Equal([0xFF, 0x00, 0x1B, (byte)'\r', (byte)'\n'], ReadFile.ReadAll(reader, 100));
        }
    }

    [Fact]
    public void A_container_that_never_ran_has_no_log() => Assert.Equal(("", ""), Print(new LogOptions()));

    [Fact]
    public void Following_one_that_has_ended_ends() => Assert.Equal(("", ""), Print(new LogOptions { Follow = true }));

    [Fact]
    public void A_line_longer_than_conmon_writes_is_refused()
    {
        File.WriteAllText(_folders.LogPath, new string('x', 200_000));
        Assert.Throws<InvalidDataException>(() => Print(new LogOptions()));
    }

    private (string Output, string Error) Print(LogOptions options)
    {
        using var output = OpenAt.Open(_store.RunRoot + "/out", OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.Truncate, 0x180);
        using var error = OpenAt.Open(_store.RunRoot + "/err", OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.Truncate, 0x180);
        new LogPrinter(_folders, options, new AttachStreams(null, output, error)).Print();
        return (Encoding.UTF8.GetString(File.ReadAllBytes(_store.RunRoot + "/out")), Encoding.UTF8.GetString(File.ReadAllBytes(_store.RunRoot + "/err")));
    }
}
