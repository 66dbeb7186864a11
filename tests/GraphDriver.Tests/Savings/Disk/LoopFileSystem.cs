using System.Diagnostics;
using System.Runtime.Versioning;

namespace GraphDriver.Tests.Savings.Disk;

/// <summary>A file system of its own on a loop device, or in memory.</summary>
[SupportedOSPlatform("linux")]
internal sealed class LoopFileSystem : IDisposable
{
    private const long Size = 512L << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("graphdriver-loop-").FullName;
    private readonly string _kind;

    /// <param name="kind"><c>tmpfs</c>, <c>ext4</c>, <c>ext4-1k</c> (of small blocks), <c>xfs</c> or <c>btrfs</c>.</param>
    public LoopFileSystem(string kind)
    {
        _kind = kind;
        Directory.CreateDirectory(Root);
        if (kind == "tmpfs")
        {
            Run("mount", "-t", "tmpfs", "tmpfs", Root);
            return;
        }

        using (var file = File.Create(Image))
        {
            file.SetLength(Size);
        }

        Run($"mkfs.{kind.Split('-')[0]}", [.. kind switch { "ext4-1k" => (string[])["-q", "-b", "1024"], "ext4" => ["-q", "-b", "4096"], _ => ["-q"] }, Image]);
        Run("mount", "-o", "loop", Image, Root);
    }

    private LoopFileSystem(LoopFileSystem other)
    {
        _kind = other._kind;
        Directory.CreateDirectory(Root);
        Run("cp", "--sparse=always", other.Image, Image);
        Run("mount", "-o", _kind == "xfs" ? "loop,nouuid" : "loop", Image, Root);
    }

    private string Image => Path.Combine(_folder, "image");

    /// <summary>Where it is mounted.</summary>
    public string Root => Path.Combine(_folder, "root");

    /// <summary>What a power cut at this moment would leave: all that the device was given, and nothing that waits to be written. The journal is replayed.</summary>
    public LoopFileSystem CutPower() => new(this);

    /// <summary>The free bytes, with all written.</summary>
    public long Free()
    {
        Run("sync", "-f", Root);
        return new DriveInfo(Root).TotalFreeSpace;
    }

    /// <summary>What <c>du</c> says of a folder in bytes of disk, with all written.</summary>
    public static long DiskUsage(string folder)
    {
        Run("sync", "-f", folder);
        return long.Parse(Run("du", "-s", "-x", "--block-size=1", folder).Split('\t')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Runs a command, which has to succeed, and returns what it prints.</summary>
    public static string Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    public void Dispose()
    {
        Run("umount", "-l", Root);
        Directory.Delete(_folder, recursive: true);
    }
}
