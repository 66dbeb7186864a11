using GraphDriver.Containers;
using GraphDriver.Containers.Files;
using GraphDriver.Containers.Users;

namespace GraphDriver.Tests.Containers;

/// <summary>What an image puts in the way must not lead out of its root; these need root for owners.</summary>
public sealed class ContainerRootTests : IDisposable
{
    private static readonly ContainerUser Owner = new() { Uid = 7, Gid = 8 };

    private readonly string _outside = Directory.CreateTempSubdirectory("graphdriver-outside-").FullName;
    private readonly string _path;
    private readonly ContainerRoot _root;

    public ContainerRootTests()
    {
        _path = Directory.CreateDirectory(Path.Combine(_outside, "root")).FullName;
        Directory.CreateDirectory(Path.Combine(_path, "etc"));
        _root = ContainerRoot.Open(_path);
    }

    public void Dispose()
    {
        _root.Dispose();
        Directory.Delete(_outside, recursive: true);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../../etc/passwd")]
    [InlineData("/proc/self/root/etc/passwd")]
    public void A_link_to_the_hosts_passwd_does_not_reach_it(string target)
    {
        File.CreateSymbolicLink(Path.Combine(_path, "etc/passwd"), target);
        Assert.True(ReadUsers().Count == 0);
    }

    [Fact]
    public void A_fifo_or_a_folder_in_place_of_passwd_is_no_database()
    {
        Directory.CreateDirectory(Path.Combine(_path, "etc/passwd"));
        using var mkfifo = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(_path, "etc/group")]);
        mkfifo.WaitForExit();
        Assert.Empty(_root.ReadUsers().Users);
        Assert.Empty(_root.ReadUsers().Groups);
        _root.AddUser(Owner, _root.ReadUsers(), "/");
    }

    [Fact]
    public void An_unknown_user_and_group_get_entries_after_a_line_without_end()
    {
        File.WriteAllText(Path.Combine(_path, "etc/passwd"), "root:x:0:0::/root:");
        File.WriteAllText(Path.Combine(_path, "etc/group"), "root:x:0:\n");
        _root.AddUser(Owner, _root.ReadUsers(), "/work");
        Assert.Equal("root:x:0:0::/root:\n7:*:7:8:container user:/work:/bin/sh\n", File.ReadAllText(Path.Combine(_path, "etc/passwd")));
        Assert.Equal("root:x:0:\n8:x:8:\n", File.ReadAllText(Path.Combine(_path, "etc/group")));
    }

    [Fact]
    public void A_directory_is_made_through_links_that_stay_inside()
    {
        Directory.CreateDirectory(Path.Combine(_path, "real"));
        File.CreateSymbolicLink(Path.Combine(_path, "link"), "/real");
        File.CreateSymbolicLink(Path.Combine(_path, "up"), "../../..");
        _root.MakeDirectory("/link/a/b", Owner);
        _root.MakeDirectory("/up/c", Owner);
        Assert.True(Directory.Exists(Path.Combine(_path, "real/a/b")));
        Assert.True(Directory.Exists(Path.Combine(_path, "c")));
        Assert.Equal(["root"], Directory.EnumerateFileSystemEntries(_outside).Select(Path.GetFileName));
        var made = Linux.Files.Statx.Query(Linux.Files.WorkingDirectory.Handle, Path.Combine(_path, "real/a/b"));
        Assert.Equal((7u, 8u, 0x1EDu), (made.Uid, made.Gid, made.Permissions));
    }

    [Fact]
    public void What_cannot_be_a_directory_is_an_error_that_names_it()
    {
        File.WriteAllText(Path.Combine(_path, "file"), "");
        File.CreateSymbolicLink(Path.Combine(_path, "dangling"), "/nowhere");
        Assert.Contains("/file/x", Assert.Throws<ContainerRuntimeException>(() => _root.MakeDirectory("/file/x", Owner)).Message, StringComparison.Ordinal);
        Assert.Contains("/dangling", Assert.Throws<ContainerRuntimeException>(() => _root.MakeDirectory("/dangling/x", Owner)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_is_resolved_inside()
    {
        Directory.CreateDirectory(Path.Combine(_path, "run"));
        Directory.CreateDirectory(Path.Combine(_path, "var"));
        File.CreateSymbolicLink(Path.Combine(_path, "var/run"), "/run");
        Assert.Equal("/run", _root.Resolve("/var/run"));
        Assert.Equal("/var/none", _root.Resolve("/var/none"));
        Assert.Null(_root.TryOpenDirectory("/var/none"));
    }

    private IReadOnlyList<PasswdEntry> ReadUsers()
    {
        try
        {
            return _root.ReadUsers().Users;
        }
        catch (Linux.LinuxException error) when (error.Errno == Linux.Errno.ELOOP)
        {
            return [];
        }
    }
}
