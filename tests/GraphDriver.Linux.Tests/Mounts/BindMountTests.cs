using GraphDriver.Linux.Files;
using GraphDriver.Linux.Mounts;

namespace GraphDriver.Linux.Tests.Mounts;

/// <summary>Real mounts; they need root.</summary>
public sealed class BindMountTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public BindMountTests()
    {
        Directory.CreateDirectory(_scratch["source"]);
        Directory.CreateDirectory(_scratch["target"]);
        File.WriteAllText(_scratch["source/file"], "x");
    }

    public void Dispose()
    {
        Unmounter.Unmount(_scratch["target"]);
        Unmounter.Unmount(_scratch["source"]);
        _scratch.Dispose();
    }

    [Fact]
    public void A_bind_mount_shows_the_source_read_only()
    {
        BindMount.Mount(_scratch["source"], _scratch["target"], MountAttributes.ReadOnly);
        Assert.Equal("x", File.ReadAllText(_scratch["target/file"]));
        Assert.Throws<IOException>(() => File.WriteAllText(_scratch["target/file"], "y"));
        File.WriteAllText(_scratch["source/file"], "y");
    }

    [Fact]
    public void A_directory_becomes_a_private_mount_once()
    {
        Assert.True(BindMount.MakePrivate(_scratch["source"]));
        Assert.False(BindMount.MakePrivate(_scratch["source"]));
        var mount = Assert.Single(MountInfo.ReadAll(), mount => mount.IsAt(_scratch["source"]));
        Assert.Empty(mount.Propagation);
    }

    [Fact]
    public void Links_cross_a_bind_mount_through_a_clone_of_the_tree()
    {
        using var before = OpenTree.Clone(WorkingDirectory.Handle, _scratch.Path);
        BindMount.MakePrivate(_scratch["source"]);
        using var root = OpenTree.Clone(WorkingDirectory.Handle, _scratch.Path);
        Assert.Equal(Errno.EXDEV, LinkAt.TryLink(_scratch.Handle, "source/file", _scratch.Handle, "target/link"));
        LinkAt.Link(root, "source/file", root, "target/link");
        LinkAt.Link(before, "source/file", before, "target/other");
        Assert.Equal(3u, Statx.Query(_scratch.Handle, "target/link").Nlink);
    }

    [Fact]
    public void A_tree_with_a_mount_in_it_is_not_removed()
    {
        BindMount.Mount(_scratch["source"], _scratch["target"]);
        var error = Assert.Throws<LinuxException>(() => TreeRemover.Remove(_scratch.Handle, "target"));
        Assert.Equal(Errno.EBUSY, error.Errno);
        Assert.True(File.Exists(_scratch["source/file"]));
    }
}
