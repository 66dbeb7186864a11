using GraphDriver.Checks;
using GraphDriver.Drivers;
using GraphDriver.Layers;
using GraphDriver.Testing;

namespace GraphDriver.Tests.Checks;

public sealed class StoreCheckTests : IDisposable
{
    private readonly PulledStore _store = new();

    public static TheoryData<string> Mendable { get; } = [.. Damages.Mendable.Keys];

    public static TheoryData<string> Unmendable { get; } = [.. Damages.Unmendable.Keys];

    public void Dispose() => _store.Dispose();

    [RootFact]
    public void In_a_sound_store_nothing_is_found_and_nothing_written()
    {
        _store.Store.Storage.Read(); // makes the lock files
        var before = State();

        var report = new StoreCheck(_store.Store.Storage).Run(new CheckOptions(), CancellationToken.None);

        Assert.Empty(report.Findings);
        Assert.Equal((1, 2, 4L, 15_000L), (report.Images, report.Layers, report.Objects, report.Bytes));
        Assert.Empty(_store.Check(quick: true));
        Assert.Equal(before, State());
    }

    [RootTheory]
    [MemberData(nameof(Mendable))]
    public void What_is_broken_is_found_alone_and_mended(string name)
    {
        var damage = Damages.Mendable[name];
        damage.Break(_store);

        Assert.Equal(damage.Quick, Kinds(_store.Check(quick: true)));
        Assert.Equal(damage.Full, Kinds(_store.Check()));
        Assert.All(_store.Repair(), outcome => Assert.True(outcome.IsMended, $"{outcome.Finding.Kind}: {outcome.Note}"));

        Assert.Empty(_store.Check());
        Assert.NotNull(_store.Store.Storage.Images.Read().Find(_store.Image));
    }

    [RootTheory]
    [MemberData(nameof(Unmendable))]
    public void What_cannot_be_mended_is_found_and_stays(string name)
    {
        var damage = Damages.Unmendable[name];
        damage.Break(_store);

        Assert.Equal(damage.Quick, Kinds(_store.Check(quick: true)));
        Assert.Equal(damage.Full, Kinds(_store.Check()));
        Assert.Contains(_store.Repair(), outcome => !outcome.IsMended);
    }

    [RootFact]
    public void What_is_under_way_is_no_finding()
    {
        using (var staging = LayerStaging.Create(_store.Store.Storage.Root))
        {
            Assert.Empty(_store.Check());
        }

        GraphDrivers.Of(_store.Store.Storage).Apply(new MemoryStream(new TarBuilder().File("young", "x").End().ToArray()), default);
        Assert.Empty(_store.Check());
    }

    [RootFact]
    public void One_image_is_checked_alone()
    {
        var other = GraphDrivers.Of(_store.Store.Storage).Apply(new MemoryStream(new TarBuilder().File("other", "content").End().ToArray()), default);
        File.Delete(_store.Blob(other));
        Directory.CreateDirectory(_store.Store.File($"overlay/{new string('8', 64)}/diff"));

        Assert.Empty(new StoreCheck(_store.Store.Storage).Run(new CheckOptions { Images = [_store.Image] }, CancellationToken.None).Findings);

        File.Delete(_store.Blob(_store.Base));
        Assert.Equal([FindingKind.MissingBlob], Kinds(new StoreCheck(_store.Store.Storage).Run(new CheckOptions { Images = [_store.Image] }, CancellationToken.None).Findings));
    }

    [RootFact]
    public void A_layer_that_goes_while_it_is_checked_is_no_finding()
    {
        var before = _store.Store.Storage.Layers.Read();
        var (lower, upper) = (_store.Base, _store.Top);
        var finding = new Finding { Kind = FindingKind.MissingObject, Where = "x", What = "x", Layers = [lower, upper] };
        using (var transaction = _store.Store.Storage.BeginWrite())
        {
            transaction.Images.Remove(_store.Image);
            transaction.Layers.Remove(upper);
        }

        var confirmed = ContentCheck.Confirm([finding, finding with { Layers = [upper] }], before, _store.Store.Storage.Layers.Read());

        Assert.Equal([lower], Assert.Single(confirmed).Layers);
    }

    private static IEnumerable<FindingKind> Kinds(IEnumerable<Finding> findings) => findings.Select(finding => finding.Kind);

    private List<string> State() =>
        [.. Directory.EnumerateFileSystemEntries(_store.Store.GraphRoot, "*", SearchOption.AllDirectories)
            .Select(path => $"{path} {File.GetLastWriteTimeUtc(path):O}").Order(StringComparer.Ordinal)];
}
