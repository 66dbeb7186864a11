using System.Text;
using GraphDriver.Linux.Files;

namespace GraphDriver.Linux.Tests.Files;

public sealed class FileCallTests : IDisposable
{
    private static readonly byte[] NotUtf8 = [0x61, 0xFF, 0xFE, 0x62];

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void An_error_reads_as_the_tools_write_it()
    {
        var error = Assert.Throws<LinuxException>(() => OpenAt.Open(_scratch.Handle, "x", OpenFlags.ReadOnly));
        Assert.Equal("open 'x': No such file or directory", error.Message);
        Assert.Equal(Errno.ENOENT, error.Errno);
        Assert.Equal("x", error.Path);
        Assert.Equal("open", error.Operation);
    }

    [Fact]
    public void An_error_shows_raw_bytes_escaped()
    {
        var error = Assert.Throws<LinuxException>(() => Statx.Query(_scratch.Handle, NotUtf8));
        Assert.Equal(@"a\xff\xfeb", error.Path);
    }

    [Fact]
    public void A_path_with_a_nul_is_refused() =>
        Assert.Throws<ArgumentException>(() => OpenAt.Open(_scratch.Handle, "a\0b", OpenFlags.ReadOnly));

    [Fact]
    public void A_path_longer_than_the_stack_buffer_reaches_the_kernel()
    {
        var error = Assert.Throws<LinuxException>(
            () => OpenAt.Open(_scratch.Handle, new string('x', 5000), OpenFlags.ReadOnly));
        Assert.Equal(Errno.ENAMETOOLONG, error.Errno);
        var deep = string.Join('/', Enumerable.Repeat(".", 1000));
        using var same = OpenAt.Open(_scratch.Handle, deep, OpenFlags.Directory);
        Assert.True(Statx.Query(same).IsSameFile(Statx.Query(_scratch.Handle)));
    }

    [Fact]
    public void Status_times_owner_and_mode_survive_a_round_trip()
    {
        using var file = _scratch.Create("f", "hello"u8);
        FChown.Set(file, 4294967294, 70000);
        FChmod.Set(file, 0xDED);
        UtimensAt.Set(file, -1, 999_999_999);
        var status = Statx.Query(_scratch.Handle, "f");
        Assert.Equal(0x8DEDu, status.Mode);
        Assert.Equal(FileType.Regular, status.Type);
        Assert.Equal(0xDEDu, status.Permissions);
        Assert.Equal((4294967294u, 70000u), (status.Uid, status.Gid));
        Assert.Equal((-1L, 999_999_999u), (status.MtimeSeconds, status.MtimeNanoseconds));
        Assert.Equal(5, status.Size);
        Assert.Equal(1u, status.Nlink);
        Assert.True(status.IsSameFile(Statx.Query(file)));
    }

    [Fact]
    public void A_temporary_file_gets_its_name_at_last()
    {
        using var file = OpenAt.Open(_scratch.Handle, ".", OpenFlags.Temporary | OpenFlags.ReadWrite, 0x180);
        WriteFile.Write(file, "content"u8);
        Assert.Empty(DirectoryReader.Read(_scratch.Handle));
        LinkAt.LinkHandle(file, _scratch.Handle, "named");
        Assert.Equal("content", File.ReadAllText(_scratch["named"]));
        Assert.Equal(Errno.EEXIST, LinkAt.TryLinkHandle(file, _scratch.Handle, "named"));
    }

    [Fact]
    public void Names_of_any_bytes_are_listed_with_their_types()
    {
        _scratch.Create("file").Dispose();
        MkdirAt.Make(_scratch.Handle, NotUtf8, 0x1ED);
        SymlinkAt.Create("tar\u00e9get", _scratch.Handle, "link");
        MknodAt.Make(_scratch.Handle, "fifo", FileType.Fifo, 0x1A4);
        var found = DirectoryReader.Read(_scratch.Handle)
            .ToDictionary(entry => Encoding.Latin1.GetString(entry.Name), entry => entry.Type);
        Assert.Equal(4, found.Count);
        Assert.Equal(FileType.Regular, found["file"]);
        Assert.Equal(FileType.Directory, found[Encoding.Latin1.GetString(NotUtf8)]);
        Assert.Equal(FileType.SymbolicLink, found["link"]);
        Assert.Equal(FileType.Fifo, found["fifo"]);
        Assert.Equal("tar\u00e9get"u8.ToArray(), ReadLinkAt.Read(_scratch.Handle, "link"));
    }

    [Fact]
    public void A_directory_of_thousands_is_read_whole_and_again()
    {
        for (var i = 0; i < 3000; i++)
        {
            MkdirAt.Make(_scratch.Handle, $"a rather long name of a directory {i}", 0x1ED);
        }

        Assert.Equal(3000, DirectoryReader.Read(_scratch.Handle).Count());
        Assert.Equal(3000, DirectoryReader.Read(_scratch.Handle).DistinctBy(e => e.ToString()).Count());
    }

    [Fact]
    public void Links_and_renames_do_what_they_say()
    {
        using var file = _scratch.Create("a", "1"u8);
        LinkAt.Link(_scratch.Handle, "a", _scratch.Handle, "b");
        Assert.Equal(2u, Statx.Query(file).Nlink);
        Assert.Equal(Errno.EEXIST, LinkAt.TryLink(_scratch.Handle, "a", _scratch.Handle, "b"));
        Assert.Equal(
            Errno.EEXIST, RenameAt.TryRename(_scratch.Handle, "a", _scratch.Handle, "b", RenameFlags.NoReplace));
        RenameAt.Rename(_scratch.Handle, "a", _scratch.Handle, "c");
        UnlinkAt.Unlink(_scratch.Handle, "b");
        Assert.Equal(["c"], DirectoryReader.Read(_scratch.Handle).Select(e => e.ToString()));
        var error = Assert.Throws<LinuxException>(
            () => RenameAt.Rename(_scratch.Handle, "gone", _scratch.Handle, "d"));
        Assert.Equal("rename 'd': No such file or directory (from 'gone')", error.Message);
    }

    [Fact]
    public void Resolution_stays_below_the_directory()
    {
        MkdirAt.Make(_scratch.Handle, "in", 0x1ED);
        SymlinkAt.Create("../../etc", _scratch.Handle, "in/out");
        using var inside = OpenAt.Open(_scratch.Handle, "in", OpenFlags.Directory);
        Assert.Equal(
            Errno.EXDEV,
            OpenAt2.TryOpen(inside, "out/passwd", OpenFlags.ReadOnly, 0, ResolveFlags.Beneath, out _));
        Assert.Equal(
            Errno.ELOOP,
            OpenAt2.TryOpen(inside, "out/passwd", OpenFlags.ReadOnly, 0, ResolveFlags.NoSymlinks, out _));
        Assert.Equal(
            Errno.ENOENT,
            OpenAt2.TryOpen(inside, "out/passwd", OpenFlags.ReadOnly, 0, ResolveFlags.InRoot, out _));
        using var itself = OpenAt2.Open(inside, ".", OpenFlags.Directory, 0, ResolveFlags.Beneath);
        Assert.True(Statx.Query(itself).IsSameFile(Statx.Query(inside)));
    }

    [Fact]
    public void Reads_and_writes_at_offsets_leave_holes()
    {
        using var file = _scratch.Create("sparse");
        FTruncate.Set(file, 1 << 20);
        WriteFile.WriteAt(file, "data"u8, 512 * 1024);
        Assert.Equal(512 * 1024, Lseek.ToData(file, 0));
        Assert.Equal(0, Lseek.ToHole(file, 0));
        Assert.Equal(-1, Lseek.ToData(file, 1 << 20));
        Assert.Equal(-1, Lseek.ToData(file, 600 * 1024));
        var buffer = new byte[8];
        Assert.Equal(8, ReadFile.ReadAt(file, buffer, 512 * 1024));
        Assert.Equal("data\0\0\0\0"u8.ToArray(), buffer);
        Assert.True(Statx.Query(file).Blocks < 100);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(100_000)]
    public void Read_all_takes_what_fits_and_refuses_more(int size)
    {
        var content = new byte[size];
        Random.Shared.NextBytes(content);
        using var file = _scratch.Create("f", content);
        Lseek.Set(file, 0);
        Assert.Equal(content, ReadFile.ReadAll(file, size));
        if (size > 0)
        {
            Lseek.Set(file, 0);
            Assert.Throws<InvalidDataException>(() => ReadFile.ReadAll(file, size - 1));
        }
    }

    [Fact]
    public void A_copy_has_the_content()
    {
        var content = new byte[1_000_003];
        Random.Shared.NextBytes(content);
        using var source = _scratch.Create("source", content);
        using var destination = _scratch.Create("destination");
        Assert.Equal(content.Length, FileCopy.Copy(source, destination));
        Assert.Equal(content, File.ReadAllBytes(_scratch["destination"]));
    }

    [Fact]
    public void A_copy_from_a_file_without_a_size_is_read()
    {
        using var source = OpenAt.Open("/proc/self/status", OpenFlags.ReadOnly);
        using var destination = _scratch.Create("destination");
        Assert.True(FileCopy.Copy(source, destination) > 0);
        Assert.StartsWith("Name:", File.ReadAllText(_scratch["destination"]));
    }

    [Fact]
    public void A_device_number_is_encoded_as_the_kernel_does()
    {
        Assert.Equal(0x103ul, new DeviceNumber(1, 3).Encoded);
        Assert.Equal(0x0001_2000_3450_0645ul, new DeviceNumber(0x12006, 0x34545).Encoded);
        var status = Statx.Query(WorkingDirectory.Handle, "/dev/null");
        Assert.Equal(new DeviceNumber(1, 3), status.Rdev);
    }

    [Fact]
    public void Allocation_reserves_space()
    {
        using var file = _scratch.Create("f");
        if (Fallocate.TryAllocate(file, FallocateFlags.Allocate, 0, 1 << 20))
        {
            Assert.Equal(1 << 20, Statx.Query(file).Size);
            Assert.True(Statx.Query(file).Blocks >= 2048);
        }
    }

    [Fact]
    public void Flushing_works_on_files_and_directories()
    {
        using var file = _scratch.Create("f", "x"u8);
        Fdatasync.Flush(file);
        Fsync.Flush(file);
        Fsync.Flush(_scratch.Handle);
    }
}
