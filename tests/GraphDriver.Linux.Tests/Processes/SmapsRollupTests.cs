using System.Diagnostics;
using System.Globalization;
using System.Text;
using GraphDriver.Linux.Processes;

namespace GraphDriver.Linux.Tests.Processes;

public sealed class SmapsRollupTests
{
    private const string Sample = """
        55d989a95000-7ffe7a2bd000 ---p 00000000 00:00 0                          [rollup]
        Rss:                1812 kB
        Pss:                 226 kB
        Pss_Dirty:           108 kB
        Pss_Anon:            107 kB
        Pss_File:            118 kB
        Pss_Shmem:             1 kB
        Shared_Clean:       1660 kB
        Shared_Dirty:          0 kB
        Private_Clean:        44 kB
        Private_Dirty:       108 kB
        Referenced:         1812 kB
        Private_Hugetlb:       0 kB
        Swap:                 16 kB
        SwapPss:               8 kB
        Locked:                0 kB

        """;

    [Fact]
    public void The_fields_are_taken_in_bytes() => Assert.Equal(
        new SmapsRollup
        {
            Rss = 1812 * 1024,
            Pss = 226 * 1024,
            PssAnonymous = 107 * 1024,
            PssFile = 118 * 1024,
            PssShared = 1024,
            PrivateClean = 44 * 1024,
            PrivateDirty = 108 * 1024,
            Swap = 16 * 1024,
            SwapPss = 8 * 1024,
        },
        Parse(Sample));

    [Theory]
    [InlineData("Rss:                1812 kB\n", "")]
    [InlineData("1812 kB", "1812 MB")]
    [InlineData("1812 kB", "1812")]
    [InlineData("1812 kB", "-1 kB")]
    [InlineData("1812 kB", "1 2 kB")]
    [InlineData("1812 kB", "kB")]
    [InlineData("1812 kB", "9007199254740992 kB")]
    [InlineData("1812 kB", "99999999999999999999999 kB")]
    [InlineData("Pss_Dirty:           108 kB", "Pss:                 226 kB")]
    [InlineData("Swap: ", "Swop: ")]
    public void What_is_not_as_the_kernel_writes_it_is_refused(string there, string instead) =>
        Assert.Throws<InvalidDataException>(() => Parse(Sample.Replace(there, instead, StringComparison.Ordinal)));

    [Fact]
    public void The_largest_number_is_taken_and_nothing_is_no_file()
    {
        Assert.Equal(long.MaxValue / 1024 * 1024, Parse(Sample.Replace("1812 kB", "9007199254740991 kB", StringComparison.Ordinal)).Rss);
        Assert.Throws<InvalidDataException>(() => SmapsRollup.Parse([]));
        Assert.Throws<InvalidDataException>(() => SmapsRollup.Parse(new byte[100_000]));
    }

    [Fact]
    public void A_quiet_process_has_what_its_mappings_have()
    {
        using var sleep = Process.Start(new ProcessStartInfo("sleep", ["60"]))!;
        try
        {
            SpinWait.SpinUntil(() => File.ReadAllText($"/proc/{sleep.Id}/wchan") is not ("" or "0"), TimeSpan.FromSeconds(10));
            var memory = SmapsRollup.TryRead(sleep.Id)!.Value;
            Assert.Equal(Sum(sleep.Id, "Rss:"), memory.Rss);
            Assert.Equal(Sum(sleep.Id, "Private_Clean:") + Sum(sleep.Id, "Private_Dirty:"), memory.PrivateClean + memory.PrivateDirty);
            Assert.InRange(memory.Pss, memory.PrivateClean + memory.PrivateDirty, memory.Rss);
        }
        finally
        {
            sleep.Kill();
        }
    }

    [Fact]
    public void A_zombie_and_one_that_is_gone_have_no_memory()
    {
        using var parent = Process.Start(new ProcessStartInfo("sh", ["-c", "sleep 0.3 & echo $!; exec sleep 60"]) { RedirectStandardOutput = true })!;
        try
        {
            // It ends when the shell, which would reap it, has become another program.
            var zombie = int.Parse(parent.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
            Assert.True(SpinWait.SpinUntil(() => File.ReadAllText($"/proc/{zombie}/stat").Contains(") Z ", StringComparison.Ordinal), TimeSpan.FromSeconds(10)));
            Assert.Null(SmapsRollup.TryRead(zombie));
        }
        finally
        {
            parent.Kill();
            parent.WaitForExit();
        }

        Assert.Null(SmapsRollup.TryRead(parent.Id));
    }

    private static SmapsRollup Parse(string text) => SmapsRollup.Parse(Encoding.ASCII.GetBytes(text));

    private static long Sum(int pid, string field) => File.ReadLines($"/proc/{pid}/smaps")
        .Where(line => line.StartsWith(field, StringComparison.Ordinal))
        .Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)) * 1024;
}
