using System.Diagnostics;
using System.Runtime.Versioning;
using GraphDriver.Linux.Files;
using GraphDriver.Objects;

namespace GraphDriver.Tests.Objects;

/// <summary>On an XFS of its own, whose blocks files can share.</summary>
[SupportedOSPlatform("linux")]
public sealed class BlockSharingTests : IDisposable
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 1_000_000).Select(i => (byte)(i * 13 >> 3))];

    // XFS allocates ahead of files that grow, and takes that back when it likes.
    private const int Slack = 128 * 1024;

    private readonly string _folder = Directory.CreateTempSubdirectory("graphdriver-xfs-").FullName;

    public void Dispose()
    {
        Run("umount", "-l", $"{_folder}/root");
        Directory.Delete(_folder, recursive: true);
    }

    [XfsFact]
    public void Equal_files_of_plain_layers_share_their_blocks_and_keep_their_metadata()
    {
        MountXfs();
        Write("a/usr/file", Content);
        Write("b/usr/other", Content);
        Write("b/usr/different", [.. Content.Reverse()]);
        File.SetUnixFileMode($"{_folder}/root/b/usr/other", UnixFileMode.UserRead);
        var time = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc($"{_folder}/root/b/usr/other", time);
        var free = Free();

        var (files, bytes) = Share("a", "b");

        Assert.Equal((1, Content.Length), (files, bytes));
        Assert.InRange(Free() - free, Content.Length - Slack, Content.Length + Slack);
        Assert.Equal(Content, File.ReadAllBytes($"{_folder}/root/b/usr/other"));
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode($"{_folder}/root/b/usr/other"));
        Assert.Equal(time, File.GetLastWriteTimeUtc($"{_folder}/root/b/usr/other"));
        Assert.Equal((0, 0), Share("a", "b"));
    }

    [XfsFact]
    public void A_file_shares_the_blocks_of_an_object()
    {
        MountXfs();
        Write("a/usr/file", Content);
        Directory.CreateDirectory($"{_folder}/root/diff");
        using var root = OpenAt.Open($"{_folder}/root", OpenFlags.Directory);
        using (var pool = ObjectPool.Open(root))
        using (var diff = OpenAt.Open($"{_folder}/root/diff", OpenFlags.Directory | OpenFlags.ReadOnly))
        {
            new LayerObjects(pool, diff).Add(ObjectFolders.PathOf(Content), Content);
        }

        Assert.Equal((1, Content.Length), Share("a"));
    }

    private (long Files, long Bytes) Share(params string[] layers)
    {
        using var root = OpenAt.Open($"{_folder}/root", OpenFlags.Directory);
        using var pool = ObjectPool.Open(root);
        var sharing = new BlockSharing(root, pool);
        sharing.Run(layers, CancellationToken.None);
        Assert.True(sharing.IsPossible);
        return (sharing.Files, sharing.Bytes);
    }

    private void Write(string path, byte[] content)
    {
        var full = $"{_folder}/root/{path}";
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, content);
    }

    private long Free()
    {
        Run("sync", "-f", $"{_folder}/root");
        return new DriveInfo($"{_folder}/root").TotalFreeSpace;
    }

    private void MountXfs()
    {
        using (var image = File.Create($"{_folder}/image"))
        {
            image.SetLength(512L << 20);
        }

        Directory.CreateDirectory($"{_folder}/root");
        Assert.Equal(0, Run("mkfs.xfs", "-q", $"{_folder}/image"));
        Assert.Equal(0, Run("mount", "-o", "loop", $"{_folder}/image", $"{_folder}/root"));
    }

    private static int Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>A test that needs root and the program that makes an XFS (xfsprogs).</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class XfsFactAttribute : FactAttribute
    {
        public XfsFactAttribute() =>
            Skip = !Environment.IsPrivilegedProcess ? "needs root" : File.Exists("/usr/sbin/mkfs.xfs") || File.Exists("/sbin/mkfs.xfs") ? null : "needs mkfs.xfs (xfsprogs)";
    }
}
