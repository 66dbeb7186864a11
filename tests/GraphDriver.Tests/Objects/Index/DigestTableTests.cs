using GraphDriver.Objects.Index;

namespace GraphDriver.Tests.Objects.Index;

public sealed class DigestTableTests : IDisposable
{
    private readonly TableFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(25)]
    [InlineData(26)]
    [InlineData(20_000)]
    public void What_was_added_is_found_and_nothing_else(int count)
    {
        _folder.Add(Numbers(0, count));

        using var table = _folder.OpenTable();
        Assert.All(Numbers(0, count), number => Assert.Equal(number, TableFolder.Find(table, number)));
        Assert.All(Numbers(count, count + 1000), number => Assert.Null(TableFolder.Find(table, number)));
    }

    [Fact]
    public void Digests_that_are_not_evenly_spread_are_found_too()
    {
        // All but the last bytes are the same: no guess by the first bytes helps.
        var records = new byte[40 * 50_000];
        for (var i = 0; i < 50_000; i++)
        {
            BitConverter.TryWriteBytes(records.AsSpan(i * 40 + 28), i);
            BitConverter.TryWriteBytes(records.AsSpan(i * 40 + 32), (long)i);
        }

        using (var folder = _folder.Open())
        {
            DigestTable.Add(folder, TableFolder.ValueLength, records);
        }

        using var table = _folder.OpenTable();
        var value = new byte[8];
        Assert.All(Enumerable.Range(0, 50_000), i => Assert.True(table.TryFind(records.AsSpan(i * 40, 32), value) && BitConverter.ToInt64(value) == i));
    }

    [Fact]
    public void A_digest_that_is_added_again_is_kept_once()
    {
        _folder.Add(7, 7, 7);
        Assert.Equal(RunFormat.RunLength(1, TableFolder.ValueLength), new FileInfo(Assert.Single(_folder.Runs)).Length);
        Assert.Equal(7, _folder.Find(7));
    }

    [Fact]
    public void A_look_up_costs_the_same_after_two_thousand_layers()
    {
        for (var layer = 0; layer < 2000; layer++)
        {
            _folder.Add(Numbers(layer * 50L, layer * 50L + 50));
            _folder.Merge();
        }

        // A look-up reads one block a run at most. Of 2000 = 133100 in base 4 each digit is the number of runs of so many layers together.
        Assert.Equal(1 + 3 + 3 + 1, _folder.Runs.Length);
        using var table = _folder.OpenTable();
        Assert.All(Numbers(0, 100_000), number => Assert.Equal(number, TableFolder.Find(table, number)));
        Assert.Null(TableFolder.Find(table, 100_000));
    }

    [Fact]
    public void Merging_drops_what_is_of_no_use()
    {
        for (var run = 0; run < TableMerge.RunsToMerge; run++)
        {
            _folder.Add(Numbers(run * 100L, run * 100L + 100));
        }

        _folder.Merge(record => BitConverter.ToInt64(record[32..]) % 2 == 0);

        Assert.Single(_folder.Runs);
        using var table = _folder.OpenTable();
        Assert.All(Numbers(0, 400), number => Assert.Equal(number % 2 == 0 ? number : null, TableFolder.Find(table, number)));
    }

    [Fact]
    public void A_table_that_is_open_outlives_a_merge()
    {
        for (var run = 0; run < TableMerge.RunsToMerge; run++)
        {
            _folder.Add(Numbers(run * 1000L, run * 1000L + 1000));
        }

        using var table = _folder.OpenTable();
        _folder.Merge();

        Assert.Single(_folder.Runs);
        Assert.All(Numbers(0, 4000), number => Assert.Equal(number, TableFolder.Find(table, number)));
    }

    [Theory]
    [InlineData(0, 32)]
    [InlineData(32, 40)]
    [InlineData(100, 5000)]
    public void A_damaged_run_only_costs_what_it_held(int from, int to)
    {
        _folder.Add(Numbers(0, 300));
        var damaged = Assert.Single(_folder.Runs);
        _folder.Add(Numbers(300, 600));
        var bytes = File.ReadAllBytes(damaged);
        for (var i = from; i < to; i++)
        {
            bytes[i] ^= 0x55;
        }

        File.WriteAllBytes(damaged, bytes);

        using var table = _folder.OpenTable();
        Assert.All(Numbers(0, 300), number => Assert.True(TableFolder.Find(table, number) is null or >= 0));
        Assert.All(Numbers(300, 600), number => Assert.Equal(number, TableFolder.Find(table, number)));
        Assert.All(Numbers(0, 300), number => Assert.True(TableFolder.Find(table, number) is not { } found || found == number));
        Assert.False(File.Exists(damaged));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(4000)]
    public void A_run_that_was_cut_or_zeroed_by_a_crash_is_none(int length)
    {
        _folder.Add(Numbers(0, 300));
        var run = Assert.Single(_folder.Runs);
        var whole = new FileInfo(run).Length;
        using (var file = File.OpenWrite(run))
        {
            file.SetLength(length);
            file.SetLength(length % 2 == 0 ? whole : length);
        }

        Assert.All(Numbers(0, 300), number => Assert.True(_folder.Find(number) is not { } found || found == number));
    }

    [Fact]
    public void A_merge_over_a_damaged_run_keeps_the_rest()
    {
        for (var run = 0; run < TableMerge.RunsToMerge; run++)
        {
            _folder.Add(Numbers(run * 1000L, run * 1000L + 1000));
        }

        var damaged = _folder.Runs[0];
        var bytes = File.ReadAllBytes(damaged);
        bytes[^(int)(RunFences.LengthOf(40) + 1)] ^= 1; // in the last of 40 blocks
        File.WriteAllBytes(damaged, bytes);
        _folder.Merge();

        using var table = _folder.OpenTable();
        var found = Numbers(0, 4000).Count(number => TableFolder.Find(table, number) == number);
        Assert.InRange(found, 3900, 3999);
    }

    [Fact]
    public async Task Many_who_add_and_merge_at_once_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(() =>
        {
            for (var run = 0; run < 40; run++)
            {
                var first = (writer * 40 + run) * 20L;
                _folder.Add(Numbers(first, first + 20));
                _folder.TryMerge();
                Assert.Equal(first, _folder.Find(first));
            }
        })));

        using var table = _folder.OpenTable();
        Assert.All(Numbers(0, 6400), number => Assert.Equal(number, TableFolder.Find(table, number)));
        _folder.Merge();
        Assert.InRange(_folder.Runs.Length, 1, 16);
    }

    private static IEnumerable<long> Numbers(long from, long to)
    {
        for (var number = from; number < to; number++)
        {
            yield return number;
        }
    }
}
