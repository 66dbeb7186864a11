using System.Collections.Concurrent;
using GraphDriver.Oci.Registry;
using GraphDriver.Oci.Transports.Ranges;
using GraphDriver.Testing.Registry;

namespace GraphDriver.Oci.Tests.Registry;

public sealed class SectionFetcherTests
{
    private static readonly byte[] Layer = TestOptions.Content(3_000_000);

    // Neighbours, a gap that is worth a request and some that are not, a long one, and one of one byte.
    private static readonly BlobSection[] Sections =
    [
        new(100, 50), new(150, 1), new(1_000, 20_000), new(300_000, 700_000), new(1_000_000, 500_000), new(2_000_000, 3), new(2_500_000, 499_999),
    ];

    [Theory]
    [InlineData(TestRanges.Kept)]
    [InlineData(TestRanges.Whole)]
    [InlineData(TestRanges.Multipart)]
    [InlineData(TestRanges.TwoParts)]
    [InlineData(TestRanges.Half)]
    public async Task Gets_all_sections_whatever_the_registry_makes_of_ranges(TestRanges ranges)
    {
        await using var registry = Create(ranges);
        var memory = new TestHostMemory();
        Check(await FetchAsync(registry, memory: memory), Sections.Length);
        var seen = memory.Recall(registry.Host);
        Assert.Equal(ranges == TestRanges.Whole ? RangeSupport.Whole : RangeSupport.Partial, seen.Ranges);
        Assert.True(seen.RoundTrip > TimeSpan.Zero);
    }

    [Theory]
    [InlineData(TestRanges.Kept, 20, 700_000)]
    [InlineData(TestRanges.Kept, 1, 2_345)]
    [InlineData(TestRanges.Whole, 3, 100_000)]
    public async Task Broken_connections_are_resumed(TestRanges ranges, int times, int cutAfter)
    {
        await using var registry = Create(ranges);
        registry.Inject("/blobs/", times, (_, response) => response.Body.Length > cutAfter ? response with { CutAfter = cutAfter } : response);
        Check(await FetchAsync(registry), Sections.Length);
    }

    [Theory]
    [InlineData(TestRanges.WrongStart)]
    [InlineData(TestRanges.WrongSize)]
    [InlineData(TestRanges.NoContentRange)]
    [InlineData(TestRanges.EmptyMultipart)]
    public async Task Other_bytes_than_were_asked_for_are_refused(TestRanges ranges)
    {
        await using var registry = Create(ranges);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => FetchAsync(registry));
        Assert.Contains(TestRegistry.DigestOf(Layer), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TestRanges.BadRequest, BlobRangeResult.NotSupported)]
    [InlineData(TestRanges.NotImplemented, BlobRangeResult.NotSupported)]
    [InlineData(TestRanges.NotSatisfiable, BlobRangeResult.NotSatisfiable)]
    public async Task A_refusal_says_that_there_are_no_parts(TestRanges ranges, BlobRangeResult expected)
    {
        await using var registry = Create(ranges);
        var memory = new TestHostMemory();
        var error = await Assert.ThrowsAsync<BlobRangeException>(() => FetchAsync(registry, memory: memory));
        Assert.Equal(expected, error.Result);
        Assert.Equal(RangeSupport.None, memory.Recall(registry.Host).Ranges);
    }

    [Fact]
    public async Task Too_little_at_once_ends()
    {
        await using var registry = Create(TestRanges.TenBytes);
        var error = await Assert.ThrowsAsync<IOException>(() => FetchAsync(registry));
        Assert.Contains("it gives 10 bytes where it is asked for", error.Message, StringComparison.Ordinal);
        Assert.InRange(registry.Requests.Count, 1, 300);
    }

    [Fact]
    public async Task A_body_that_is_always_too_short_ends()
    {
        await using var registry = Create(TestRanges.ShortBody);
        await Assert.ThrowsAsync<RegistryException>(() => FetchAsync(registry));
    }

    [Fact]
    public async Task A_body_that_is_one_byte_short_is_resumed()
    {
        await using var registry = Create(TestRanges.Kept);
        registry.Inject("/blobs/", 3, (_, response) => response with { CutAfter = response.Body.Length - 1 });
        Check(await FetchAsync(registry), Sections.Length);
    }

    [Fact]
    public async Task Neighbours_are_fetched_by_one_request()
    {
        await using var registry = Create(TestRanges.Kept);
        await FetchAsync(registry, new SectionOptions { MaxGap = 900, MaxRequestLength = 1_000_000 });
        Assert.Equal(
            [(100, 20_999), (300_000, 999_999), (1_000_000, 1_499_999), (2_000_000, 2_000_002), (2_500_000, 2_999_998)],
            registry.Requests.Where(request => request.Range is not null).Select(request => request.Range!.Value).Order());
    }

    [Fact]
    public async Task The_bytes_read_are_counted()
    {
        await using var registry = Create(TestRanges.Kept);
        await using var source = await TestOptions.OpenAsync(registry, "name");
        registry.ForgetRequests();
        var fetcher = new SectionFetcher(source, TestOptions.Blob(Layer), new SectionOptions { MaxGap = 0 });
        await fetcher.FetchAsync(Sections, (_, _, _) => Task.CompletedTask, default);
        Assert.Equal(Sections.Sum(section => section.Length), fetcher.BytesRead);
        Assert.Equal(fetcher.BytesRead, registry.BlobBytes);
    }

    [Fact]
    public async Task A_registry_that_changes_its_mind_is_followed()
    {
        await using var registry = Create(TestRanges.Half);
        var requests = 0;
        registry.Inject("/blobs/", 1000, (_, response) => Interlocked.Increment(ref requests) % 3 == 0 ? new TestResponse { Body = Layer } : response);
        Check(await FetchAsync(registry), Sections.Length);
    }

    [Fact]
    public async Task What_fails_to_take_a_section_ends_all()
    {
        await using var registry = Create(TestRanges.Kept);
        await using var source = await TestOptions.OpenAsync(registry, "name");
        var fetcher = new SectionFetcher(source, TestOptions.Blob(Layer));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => fetcher.FetchAsync(
            Sections, (index, _, _) => index == 3 ? throw new InvalidOperationException("full") : Task.CompletedTask, default));
        Assert.Equal("full", error.Message);
    }

    [Fact]
    public async Task Cancelling_ends_reads()
    {
        await using var registry = Create(TestRanges.Kept);
        registry.Inject("/blobs/", 100, (_, response) => response with { StallAfter = 10 });
        using var cancel = new CancellationTokenSource();
        await using var source = await TestOptions.OpenAsync(registry, "name");
        var fetching = new SectionFetcher(source, TestOptions.Blob(Layer)).FetchAsync(
            Sections, async (_, section, stopped) => await section.CopyToAsync(Stream.Null, stopped), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetching);
    }

    [Theory]
    [InlineData(TestRanges.Kept)]
    [InlineData(TestRanges.Whole)]
    public async Task Reads_into_memory_or_gives_the_blob(TestRanges ranges)
    {
        await using var registry = Create(ranges);
        await using var source = await TestOptions.OpenAsync(registry, "name");
        using var read = await new SectionFetcher(source, TestOptions.Blob(Layer)).ReadAsync(Sections, default);
        if (ranges == TestRanges.Kept)
        {
            Assert.Null(read.Blob);
            Assert.Equal(Sections.Select(section => Layer.AsSpan((int)section.Offset, (int)section.Length).ToArray()), read.Sections!);
        }
        else
        {
            Assert.Null(read.Sections);
            Assert.Equal(Layer, await TestOptions.ReadAsync(read.Blob!, async: false));
        }
    }

    [Fact]
    public async Task The_blob_that_is_given_instead_is_proven()
    {
        await using var registry = Create(TestRanges.Whole);
        var other = (byte[])Layer.Clone();
        other[5]++;
        registry.AddBlob(other, TestRegistry.DigestOf(Layer));
        await using var source = await TestOptions.OpenAsync(registry, "name");
        using var read = await new SectionFetcher(source, TestOptions.Blob(Layer)).ReadAsync(Sections, default);
        await Assert.ThrowsAsync<InvalidDataException>(() => TestOptions.ReadAsync(read.Blob!, async: false));
    }

    [Theory]
    [InlineData(10, 5, 12, 5)]
    [InlineData(10, 0, 20, 5)]
    [InlineData(10, 5, 2_999_999, 2)]
    [InlineData(-1, 5, 10, 5)]
    [InlineData(10, 5, 20, long.MaxValue)]
    public async Task Sections_that_cannot_be_are_the_callers_mistake(long offset1, long length1, long offset2, long length2)
    {
        await using var registry = Create(TestRanges.Kept);
        await using var source = await TestOptions.OpenAsync(registry, "name");
        await Assert.ThrowsAsync<ArgumentException>(() => new SectionFetcher(source, TestOptions.Blob(Layer)).FetchAsync(
            [new(offset1, length1), new(offset2, length2)], (_, _, _) => Task.CompletedTask, default));
    }

    [Fact]
    public async Task Ranges_are_fetched_side_by_side_and_measured()
    {
        await using var registry = Create(TestRanges.Kept);
        var (now, most) = (0, 0);
        await using var source = await TestOptions.OpenAsync(registry, "name");
        registry.Latency = TimeSpan.FromMilliseconds(30);
        var memory = new TestHostMemory();
        var sections = Enumerable.Range(0, 20).Select(i => new BlobSection(i * 100_000, 30_000)).ToList();
        await new SectionFetcher(source, TestOptions.Blob(Layer), new SectionOptions { Parallelism = 4 }, memory).FetchAsync(sections, Take, default);
        Assert.InRange(most, 2, 4);
        var seen = memory.Recall(registry.Host);
        Assert.True(seen.RoundTrip >= TimeSpan.FromMilliseconds(25));
        Assert.True(seen.BytesPerSecond > 0);

        async Task Take(int index, Stream section, CancellationToken cancellationToken)
        {
            lock (sections)
            {
                most = Math.Max(most, ++now);
            }

            await Task.Delay(20, cancellationToken);
            lock (sections)
            {
                now--;
            }
        }
    }

    [Fact]
    public async Task Connections_are_used_again()
    {
        await using var registry = Create(TestRanges.Kept);
        await using var source = await TestOptions.OpenAsync(registry, "name");
        var sections = Enumerable.Range(0, 30).Select(i => new BlobSection(i * 90_000, 10_000)).ToList();
        var before = registry.ConnectionCount;
        await new SectionFetcher(source, TestOptions.Blob(Layer), new SectionOptions { Parallelism = 3 }).FetchAsync(
            sections, async (_, section, token) => await section.ReadExactlyAsync(new byte[10], token), default);
        Assert.InRange(registry.ConnectionCount - before, 0, 3);
        Assert.Equal(30, registry.Requests.Count(request => request.Range is not null));
    }

    private static TestRegistry Create(TestRanges ranges)
    {
        var registry = new TestRegistry { Ranges = ranges };
        registry.AddImage("name", "latest", "{}"u8.ToArray(), Layer);
        return registry;
    }

    private static async Task<IReadOnlyDictionary<int, byte[]>> FetchAsync(TestRegistry registry, SectionOptions? options = null, IHostMemory? memory = null)
    {
        var taken = new ConcurrentDictionary<int, byte[]>();
        await using var source = await TestOptions.OpenAsync(registry, "name");
        await new SectionFetcher(source, TestOptions.Blob(Layer), options, memory).FetchAsync(Sections, TakeAsync, default);
        return taken;

        Task TakeAsync(int index, Stream section, CancellationToken cancellationToken)
        {
            using var copy = new MemoryStream();
            section.CopyTo(copy);
            return taken.TryAdd(index, copy.ToArray()) ? Task.CompletedTask : throw new InvalidOperationException($"section {index} came twice");
        }
    }

    private static void Check(IReadOnlyDictionary<int, byte[]> taken, int count)
    {
        Assert.Equal(count, taken.Count);
        foreach (var (index, bytes) in taken)
        {
            Assert.True(Layer.AsSpan((int)Sections[index].Offset, (int)Sections[index].Length).SequenceEqual(bytes), $"section {index}");
        }
    }
}
