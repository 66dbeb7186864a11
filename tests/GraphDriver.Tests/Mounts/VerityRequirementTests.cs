using GraphDriver.Mounts;

namespace GraphDriver.Tests.Mounts;

/// <summary>What is refused before the kernel is asked; what the kernel then refuses, hack/kernel-vm.sh shows.</summary>
public sealed class VerityRequirementTests : IDisposable
{
    private readonly MountableStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void A_layer_of_plain_files_is_refused()
    {
        _store.AddPlain(1, null, ("file", "content"));
        var error = Assert.Throws<NotSupportedException>(() => VerityRequirement.CheckLayer(Layer(isComposefs: false)));
        Assert.Contains(MountableStore.Layer(1).ToString(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_of_which_nothing_is_sealed_is_refused_with_what_to_do()
    {
        _store.AddComposefs(1, null, ("file", "content"), ("other", "other content"));
        var error = Assert.Throws<InvalidDataException>(() => VerityRequirement.CheckLayer(Layer(isComposefs: true)));
        Assert.Contains(MountableStore.Layer(1).ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains("graphdriver composefs seal", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_without_objects_passes()
    {
        _store.AddComposefs(1, null, ("empty", ""), ("gone", null));
        foreach (var name in Directory.EnumerateDirectories(_store.PathOf(1, "diff")))
        {
            Directory.Delete(name, recursive: true);
        }

        VerityRequirement.CheckLayer(Layer(isComposefs: true));
    }

    private OverlayLayer Layer(bool isComposefs) => new(
        MountableStore.Layer(1),
        _store.PathOf(1, ""),
        isComposefs ? _store.PathOf(1, "composefs-data/composefs.blob") : null,
        [_store.PathOf(1, "diff")]);
}
