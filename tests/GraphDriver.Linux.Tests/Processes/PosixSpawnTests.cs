using System.Text;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Processes;

namespace GraphDriver.Linux.Tests.Processes;

public sealed class PosixSpawnTests
{
    [Fact]
    public void A_program_gets_its_arguments_its_environment_and_its_files()
    {
        var (reader, writer) = Pipe.Create();
        using (reader)
        {
            int pid;
            using (writer)
            {
                pid = PosixSpawn.Start(new ProcessStart
                {
                    Program = "/bin/sh",
                    Arguments = ["-c", "echo \"$0 $1 $NAME\" >&7", "für", "a b"],
                    Environment = ["NAME=wert", "PATH=/bin"],
                    Files = [new InheritedFile(writer, 7)],
                });
            }

            Assert.Equal("für a b wert\n", Encoding.UTF8.GetString(ReadFile.ReadAll(reader, 100)));
            Assert.Equal(0, WaitPid.Wait(pid).Code);
        }
    }

    [Fact]
    public void Files_may_trade_their_numbers()
    {
        var (firstReader, firstWriter) = Pipe.Create();
        var (secondReader, secondWriter) = Pipe.Create();
        using (firstReader)
        using (secondReader)
        {
            int pid;
            using (firstWriter)
            using (secondWriter)
            {
                var (one, two) = ((int)firstWriter.DangerousGetHandle(), (int)secondWriter.DangerousGetHandle());
                pid = PosixSpawn.Start(new ProcessStart
                {
                    Program = "/bin/sh",
                    Arguments = ["-c", $"exec /bin/echo second >/proc/self/fd/{one}; :"],
                    Files = [new InheritedFile(firstWriter, two), new InheritedFile(secondWriter, one)],
                });
            }

            Assert.Equal("second\n", Encoding.UTF8.GetString(ReadFile.ReadAll(secondReader, 100)));
            Assert.Empty(ReadFile.ReadAll(firstReader, 100));
            WaitPid.Wait(pid);
        }
    }

    [Fact]
    public void No_other_file_is_open_there()
    {
        var (reader, writer) = Pipe.Create();
        using (reader)
        {
            int pid;
            using (writer)
            {
                pid = PosixSpawn.Start(new ProcessStart
                {
                    Program = "/bin/ls",
                    Arguments = ["/proc/self/fd"],
                    Files = [new InheritedFile(writer, 1)],
                });
            }

            // The last is the directory that it lists.
            Assert.Equal("0\n1\n2\n3\n", Encoding.UTF8.GetString(ReadFile.ReadAll(reader, 1000)));
            WaitPid.Wait(pid);
        }
    }

    [Fact]
    public void A_program_starts_in_the_folder_that_is_given()
    {
        var (reader, writer) = Pipe.Create();
        using (reader)
        {
            int pid;
            using (writer)
            {
                pid = PosixSpawn.Start(new ProcessStart { Program = "/bin/pwd", WorkingDirectory = "/proc", Files = [new InheritedFile(writer, 1)] });
            }

            Assert.Equal("/proc\n", Encoding.UTF8.GetString(ReadFile.ReadAll(reader, 100)));
            WaitPid.Wait(pid);
        }
    }

    [Theory]
    [InlineData("exit 7", 7)]
    [InlineData("kill -TERM $$", 128 + Signal.Terminate)]
    [InlineData("kill -PIPE $$", 128 + 13)]
    public void The_end_of_a_program_is_known(string script, int code) =>
        Assert.Equal(code, WaitPid.Wait(PosixSpawn.Start(new ProcessStart { Program = "/bin/sh", Arguments = ["-c", script] })).Code);

    [Fact]
    public void A_program_that_is_not_there_is_named()
    {
        var error = Assert.Throws<LinuxException>(() => PosixSpawn.Start(new ProcessStart { Program = "/nonexistent/program" }));
        Assert.Equal(Errno.ENOENT, error.Errno);
        Assert.Contains("/nonexistent/program", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_NUL_in_an_argument_is_refused() =>
        Assert.Throws<ArgumentException>(() => PosixSpawn.Start(new ProcessStart { Program = "/bin/true", Arguments = ["a\0b"] }));

    [Fact]
    public void A_process_group_of_its_own_is_made()
    {
        var (reader, writer) = Pipe.Create();
        using (reader)
        {
            int pid;
            using (writer)
            {
                pid = PosixSpawn.Start(new ProcessStart
                {
                    Program = "/bin/sh",
                    Arguments = ["-c", "cut -d' ' -f5 /proc/$$/stat"],
                    Files = [new InheritedFile(writer, 1)],
                    NewProcessGroup = true,
                });
            }

            Assert.Equal($"{pid}\n", Encoding.UTF8.GetString(ReadFile.ReadAll(reader, 100)));
            WaitPid.Wait(pid);
        }
    }

    [Fact]
    public void A_process_handle_reports_the_end()
    {
        var pid = PosixSpawn.Start(new ProcessStart { Program = "/bin/cat", Files = [new InheritedFile(OpenNever(), 0)] });
        using var handle = PidFd.TryOpen(pid);
        Assert.NotNull(handle);
        Span<PollEntry> entries = [new PollEntry(handle)];
        Assert.Equal(0, Poll.Wait(entries, TimeSpan.Zero));
        Assert.Equal(Errno.None, Kill.TrySend(pid, Signal.Kill));
        Assert.Equal(1, Poll.Wait(entries));
        Assert.True(entries[0].IsReadable);
        Assert.Equal(Signal.Kill, WaitPid.Wait(pid).Signal);
        Assert.Null(PidFd.TryOpen(pid));
        Assert.Equal(Errno.ESRCH, Kill.TrySend(pid, 0));
    }

    [Fact]
    public void Waiting_for_what_is_no_child_is_an_error() =>
        Assert.Equal(Errno.ECHILD, Assert.Throws<LinuxException>(() => WaitPid.Wait(1)).Errno);

    /// <summary>The reading end of a socket that nobody writes to.</summary>
    private static SafeFileHandle OpenNever()
    {
        var (first, _) = SocketPair.Create();
        return first;
    }
}
