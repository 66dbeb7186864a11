using System.Text;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Processes;
using GraphDriver.Linux.Terminals;

namespace GraphDriver.Linux.Tests.Terminals;

public sealed class TerminalTests
{
    [Fact]
    public void A_new_pseudo_terminal_is_a_terminal_of_no_size()
    {
        using var terminal = OpenAt.Open("/dev/ptmx", OpenFlags.ReadWrite | OpenFlags.NoControllingTerminal);
        Assert.True(TerminalMode.IsTerminal(terminal));
        Assert.Null(WindowSize.Of(terminal));
    }

    [Fact]
    public void A_file_is_no_terminal()
    {
        using var file = OpenAt.Open("/dev/null", OpenFlags.ReadOnly);
        Assert.False(TerminalMode.IsTerminal(file));
        Assert.Null(WindowSize.Of(file));
        Assert.Equal(Errno.ENOTTY, Assert.Throws<LinuxException>(() => TerminalMode.MakeRaw(file)).Errno);
    }

    [Fact]
    public void The_former_mode_comes_back()
    {
        using var terminal = OpenAt.Open("/dev/ptmx", OpenFlags.ReadWrite | OpenFlags.NoControllingTerminal);
        var before = Mode(terminal);
        using (TerminalMode.MakeRaw(terminal))
        {
            Assert.NotEqual(before, Mode(terminal));
        }

        Assert.Equal(before, Mode(terminal));
    }

    /// <summary>What stty(1) says of a terminal, in its exact form.</summary>
    private static string Mode(SafeFileHandle terminal)
    {
        var (reader, writer) = Pipe.Create();
        using (reader)
        {
            int pid;
            using (writer)
            {
                pid = PosixSpawn.Start(new ProcessStart
                {
                    Program = "/bin/stty",
                    Arguments = ["-g"],
                    Files = [new(terminal, 0), new(writer, 1)],
                });
            }

            var mode = Encoding.ASCII.GetString(ReadFile.ReadAll(reader, 1000));
            Assert.Equal(0, WaitPid.Wait(pid).Code);
            return mode;
        }
    }
}
