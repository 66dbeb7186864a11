using System.Diagnostics;
using System.Globalization;

namespace GraphDriver.EndToEnd.Tests.Savings;

/// <summary>What smem says of a process, in bytes; it adds up whole KiB of each mapping, where the kernel's sum keeps the fractions of shared pages.</summary>
internal sealed record Smem(long Uss, long Pss, long Rss)
{
    private const int Unit = 1024;

    /// <summary>All processes with this name.</summary>
    public static IReadOnlyDictionary<int, Smem> Of(string name)
    {
        var start = new ProcessStartInfo("smem", ["-H", "-P", $"^{name}$", "-c", "pid uss pss rss"]) { RedirectStandardOutput = true };
        using var smem = Process.Start(start)!;
        string output = smem.StandardOutput.ReadToEnd();
        smem.WaitForExit();
        Assert.Equal(0, smem.ExitCode);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => long.Parse(word, CultureInfo.InvariantCulture)).ToArray())
            .ToDictionary(numbers => (int)numbers[0], numbers => new Smem(numbers[1] * Unit, numbers[2] * Unit, numbers[3] * Unit));
    }
}
