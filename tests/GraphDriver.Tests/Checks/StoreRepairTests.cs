using GraphDriver.Checks;
using GraphDriver.Linux.Files;

namespace GraphDriver.Tests.Checks;

public sealed class StoreRepairTests : IDisposable
{
    private readonly PulledStore _store = new();

    public void Dispose() => _store.Dispose();

    [RootFact]
    public void Every_name_of_a_damaged_object_gets_the_sound_one()
    {
        var names = new[] { PulledStore.ObjectOf(_store.Base, 'a'), PulledStore.ObjectOf(_store.Top, 'a') };
        var pooled = $"graphdriver/objects/{names[0][^65..]}";
        PulledStore.Flip(_store.Store.File(names[0]), 10);

        var outcome = Assert.Single(_store.Repair());

        Assert.Contains("containers that run keep the damaged file", outcome.Note, StringComparison.Ordinal);
        Assert.All(names.Append(pooled), name => Assert.Equal(PulledStore.Content('a'), _store.Store.Text(name)));
        Assert.Single(names.Append(pooled).Select(name => Statx.Query(WorkingDirectory.Handle, _store.Store.File(name)).Ino).Distinct());
        Assert.Contains("docker://registry.example/app@sha256:", _store.Opened[0], StringComparison.Ordinal);
    }

    [RootFact]
    public void What_the_store_still_has_is_not_fetched()
    {
        File.Delete(_store.Store.File(PulledStore.ObjectOf(_store.Base, 'b')));
        File.Delete(_store.Blob(_store.Top));
        File.Delete(_store.Store.File($"overlay-images/{_store.Image}/manifest"));

        Assert.All(_store.Repair(), outcome => Assert.True(outcome.IsMended, outcome.Note));

        Assert.Empty(_store.Opened);
        Assert.Empty(_store.Check());
    }

    [RootFact]
    public void A_blob_made_again_is_the_same()
    {
        var blob = File.ReadAllBytes(_store.Blob(_store.Top));
        File.Delete(_store.Blob(_store.Top));

        _store.Repair();

        Assert.Equal(blob, File.ReadAllBytes(_store.Blob(_store.Top)));
    }

    [RootFact]
    public void A_damaged_layer_that_a_killed_pull_left_is_removed()
    {
        var (below, top) = (_store.Base, _store.Top);
        File.WriteAllText(_store.Store.File("overlay-images/images.json"), "[]");
        Directory.Delete(_store.Store.File($"overlay/{top}"), recursive: true);

        Assert.All(_store.Repair(), outcome => Assert.True(outcome.IsMended, outcome.Note));

        Assert.Equal([below], _store.Store.Storage.Layers.Read().Records.Select(layer => layer.Id));
        Assert.Empty(_store.Check());
    }

    [RootFact]
    public void A_layer_made_again_keeps_its_short_name()
    {
        var (link, lower) = (_store.Link(_store.Base), _store.Store.Text($"overlay/{_store.Top}/lower"));
        Directory.Delete(_store.Store.File($"overlay/{_store.Base}"), recursive: true);

        _store.Repair();

        Assert.Equal((link, lower), (_store.Link(_store.Base), _store.Store.Text($"overlay/{_store.Top}/lower")));
        Assert.Equal(2, Directory.GetFileSystemEntries(_store.Store.File("overlay/l")).Length);
    }

    [RootFact]
    public void What_cannot_be_mended_is_removed_by_force_alone()
    {
        using (var images = _store.Store.Storage.Images.BeginWrite())
        {
            var image = images.Records.Find(_store.Image)!;
            images.Update(image with { Names = [], NamesHistory = [] });
            images.Save();
        }

        PulledStore.Flip(_store.Store.File(PulledStore.ObjectOf(_store.Base, 'b')), 1);

        Assert.False(Assert.Single(_store.Repair()).IsMended);
        Assert.Equal(FindingKind.DamagedObject, Assert.Single(_store.Check()).Kind);

        Assert.True(Assert.Single(_store.Repair(removeUnmended: true)).IsMended);
        Assert.Empty(_store.Check());
        Assert.Empty(_store.Store.Storage.Images.Read().Records);
        Assert.Empty(_store.Store.Storage.Layers.Read().Records);
    }
}
