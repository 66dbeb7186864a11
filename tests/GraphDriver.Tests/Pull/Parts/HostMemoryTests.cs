using GraphDriver.Oci.Transports.Ranges;
using GraphDriver.Pull.Parts;
using GraphDriver.Tests.Store;

namespace GraphDriver.Tests.Pull.Parts;

/// <summary>What is remembered of hosts below the run root.</summary>
public sealed class HostMemoryTests : IDisposable
{
    private readonly TemporaryStore _store = new();

    private HostMemory NewMemory() => new(_store.Storage.Root.RunRoot);

    [Fact]
    public void What_was_seen_is_there_for_the_next_process_and_new_figures_count_a_quarter()
    {
        NewMemory().Remember("host:5000", new HostExperience { Ranges = RangeSupport.Partial, RoundTrip = TimeSpan.FromMilliseconds(40), BytesPerSecond = 1000 });
        NewMemory().Remember("host:5000", new HostExperience { RoundTrip = TimeSpan.FromMilliseconds(80) });
        Assert.Equal(
            new HostExperience { Ranges = RangeSupport.Partial, RoundTrip = TimeSpan.FromMilliseconds(50), BytesPerSecond = 1000 },
            NewMemory().Recall("host:5000"));
        Assert.Equal(HostExperience.None, NewMemory().Recall("host"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1 2")]
    [InlineData("9 1 1\n")]
    [InlineData("1 -5 1\n")]
    [InlineData("1 99999999999999999999 1\n")]
    public void A_damaged_file_is_a_host_that_nothing_is_known_of(string content)
    {
        NewMemory().Remember("host", new HostExperience { Ranges = RangeSupport.None });
        File.WriteAllText(Path.Combine(_store.RunRoot, "graphdriver/hosts/host"), content);
        Assert.Equal(HostExperience.None, NewMemory().Recall("host"));
        NewMemory().Remember("host", new HostExperience { Ranges = RangeSupport.Whole });
        Assert.Equal(RangeSupport.Whole, NewMemory().Recall("host").Ranges);
    }

    [Fact]
    public void A_name_leads_nowhere_else()
    {
        NewMemory().Remember("../../escaped", new HostExperience { Ranges = RangeSupport.None });
        Assert.Equal("______escaped", Path.GetFileName(Assert.Single(Directory.GetFiles(Path.Combine(_store.RunRoot, "graphdriver/hosts")))));
    }

    public void Dispose() => _store.Dispose();
}
