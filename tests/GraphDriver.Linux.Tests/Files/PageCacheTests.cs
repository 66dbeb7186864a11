using GraphDriver.Linux.Files;
using GraphDriver.Linux.Mounts;
using GraphDriver.Testing;

namespace GraphDriver.Linux.Tests.Files;

/// <summary>What the page cache holds of a file, by both system calls and by another program.</summary>
public sealed class PageCacheTests : IDisposable
{
    private const long Tebibyte = 1L << 40;

    private static readonly int Page = Environment.SystemPageSize;

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(3_000_000)]
    public void A_file_just_written_is_held_whole_its_last_page_too(int size)
    {
        using var file = _scratch.Create("whole", new byte[size]);
        Assert.Equal((long)(size + Page - 1) / Page * Page, PageCache.CachedBytes(file, size));
        AssertCalls(file, size, "whole");
    }

    [Fact]
    public void Pages_between_holes_and_holes_that_were_read_are_counted_one_by_one()
    {
        using var file = _scratch.Create("sparse");
        FTruncate.Set(file, 256L * Page);
        Assert.Equal(0, PageCache.CachedBytes(file, 256L * Page));
        Write(file, 3L * Page, 2 * Page);
        Write(file, (200L * Page) + 5, 1);
        Assert.Equal(3L * Page, PageCache.CachedBytes(file, 256L * Page));

        // A file system of memory keeps no page for a hole that was read; one of a disk does, and reads ahead.
        ReadFile.ReadAt(file, new byte[1], 100L * Page);
        AssertCalls(file, 256L * Page, "sparse");
        Assert.InRange(PageCache.CachedBytes(file, 256L * Page), 3L * Page, 255L * Page);
    }

    [Fact]
    public void A_file_that_was_dropped_and_read_in_part_is_held_in_part()
    {
        const int Pages = 4096;
        using var file = _scratch.Create("dropped", new byte[Pages * Page]);
        ResidentPages.Evict(_scratch["dropped"]);
        AssertCalls(file, (long)Pages * Page, "dropped");
        ReadFile.ReadAt(file, new byte[1], 1000L * Page);
        AssertCalls(file, (long)Pages * Page, "dropped");
        if (StatFs.Query(_scratch.Handle).Magic != FileSystemMagic.Tmpfs)
        {
            Assert.InRange(PageCache.CachedBytes(file, (long)Pages * Page), Page, (Pages - 1L) * Page);
        }
    }

    [Fact]
    public void Sizes_beyond_the_memory_and_offsets_near_the_last_are_no_trouble()
    {
        // On tmpfs, where a file may be as long as an offset can say.
        using var folder = OpenAt.Open("/dev/shm", OpenFlags.Directory);
        using var file = OpenAt.Open(folder, ".", OpenFlags.Temporary | OpenFlags.ReadWrite, 0x180);
        var size = long.MaxValue - Page + 1;
        FTruncate.Set(file, size);
        Assert.Equal(0, PageCache.CachedBytes(file, size));
        Write(file, 3 * Tebibyte, 1);
        Write(file, size - (2L * Page), Page + 1);
        Assert.Equal(3L * Page, PageCache.CachedBytes(file, size));
        Assert.Equal(1, MinCore.Count(file, (3 * Tebibyte) - (8L * Page), 16L * Page, CancellationToken.None));
        Assert.Equal(2, MinCore.Count(file, size - (16L * Page), 16L * Page, CancellationToken.None));
        Assert.Equal(Errno.None, CacheStat.TryCount(file, size - Page, Page, out var pages));
        Assert.Equal(1, pages);
    }

    [Fact]
    public void A_count_in_several_windows_is_the_sum()
    {
        const long Size = 200L << 20;
        using var file = _scratch.Create("long");
        FTruncate.Set(file, Size);
        foreach (var offset in (long[])[0, (64L << 20) - Page, 64L << 20, Size - 1])
        {
            Write(file, offset, 1);
        }

        Assert.Equal(4L * Page, PageCache.CachedBytes(file, Size));
        AssertCalls(file, Size, "long");
    }

    [Fact]
    public void A_count_can_be_ended()
    {
        using var file = _scratch.Create("ended", new byte[Page]);
        Assert.Throws<OperationCanceledException>(() => MinCore.Count(file, 0, Page, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_file_that_is_not_open_for_reading_is_named()
    {
        _scratch.Create("named", "x"u8).Dispose();
        using var file = OpenAt.Open(_scratch.Handle, "named", OpenFlags.PathOnly);
        var error = Assert.Throws<LinuxException>(() => PageCache.CachedBytes(file, 1));
        Assert.Equal((Errno.EBADF, "cachestat", _scratch["named"]), (error.Errno, error.Operation, error.Path));
    }

    [Fact]
    public void Counting_brings_nothing_in()
    {
        using var file = _scratch.Create("untouched");
        FTruncate.Set(file, 64L * Page);
        AssertCalls(file, 64L * Page, "untouched");
        Assert.Equal(0, PageCache.CachedBytes(file, 64L * Page));
    }

    private static void Write(SafeFileHandle file, long offset, int length)
    {
        Lseek.Set(file, offset);
        WriteFile.Write(file, new byte[length]);
    }

    /// <summary>Both calls say what the other program counts.</summary>
    private void AssertCalls(SafeFileHandle file, long size, string name)
    {
        var expected = ResidentPages.BytesOf(_scratch[name]);
        Assert.Equal(expected, PageCache.CachedBytes(file, size));
        Assert.Equal(expected, MinCore.Count(file, 0, size, CancellationToken.None) * Page);
    }
}
