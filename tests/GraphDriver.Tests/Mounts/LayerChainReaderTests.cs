using GraphDriver.Mounts;

namespace GraphDriver.Tests.Mounts;

public sealed class LayerChainReaderTests : IDisposable
{
    private readonly MountableStore _store = new();

    public LayerChainReaderTests()
    {
        _store.AddPlain(1, null, ("a", "1"));
        _store.AddComposefs(2, 1, ("b", "2"));
        _store.AddPlain(3, 2);
    }

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Links_lead_to_the_layers_below_the_nearest_first()
    {
        var chain = Read(3);
        Assert.Equal([MountableStore.Layer(3), MountableStore.Layer(2), MountableStore.Layer(1)], chain.All.Select(layer => layer.Id));
        Assert.Equal([false, true, false], chain.All.Select(layer => layer.IsComposefs));
        Assert.Equal(_store.PathOf(2, "composefs-data/composefs.blob"), chain.Lowers[0].ImagePath);
    }

    [Fact]
    public void A_lost_link_is_found_by_the_name_that_the_layer_keeps()
    {
        File.Delete(Path.Combine(_store.Home, "l", File.ReadAllText(_store.PathOf(1, "link"))));
        var chain = Read(3, 2, 1);
        Assert.Equal(MountableStore.Layer(1), chain.Lowers[1].Id);
        var error = Assert.Throws<InvalidDataException>(() => Read(3));
        Assert.Contains("LINK", error.Message);
    }

    [Fact]
    public void A_folder_beside_diff_is_a_part_of_a_plain_layer()
    {
        Directory.CreateDirectory(_store.PathOf(1, "diff1"));
        Assert.Equal([_store.PathOf(1, "diff"), _store.PathOf(1, "diff1")], Read(3).Lowers[1].Diffs);
    }

    [Theory]
    [InlineData("l/../../etc")]
    [InlineData("l/..")]
    [InlineData("/etc")]
    [InlineData("diff")]
    public void A_lower_that_is_no_link_is_refused(string lower)
    {
        File.WriteAllText(_store.PathOf(3, "lower"), lower);
        Assert.Contains(lower, Assert.Throws<InvalidDataException>(() => Read(3)).Message);
    }

    [Theory]
    [InlineData("/etc")]
    [InlineData("../../diff")]
    [InlineData("../x/diff")]
    public void A_link_that_leads_elsewhere_is_refused(string target)
    {
        var link = Path.Combine(_store.Home, "l", File.ReadAllText(_store.PathOf(2, "link")));
        File.Delete(link);
        File.CreateSymbolicLink(link, target);
        Assert.Contains(target, Assert.Throws<InvalidDataException>(() => Read(3)).Message);
    }

    [Fact]
    public void A_layer_without_a_folder_is_named()
    {
        Directory.Delete(_store.PathOf(1, "diff"), recursive: true);
        Assert.Contains(MountableStore.Layer(1).Hex, Assert.Throws<InvalidDataException>(() => Read(3)).Message);
    }

    private LayerChain Read(int layer, params int[] ancestors) =>
        new LayerChainReader(_store.GraphRoot, []).Read(MountableStore.Layer(layer), [.. ancestors.Select(MountableStore.Layer)]);
}
