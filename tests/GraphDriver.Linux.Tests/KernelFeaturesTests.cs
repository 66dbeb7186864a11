using GraphDriver.Linux.Files;

namespace GraphDriver.Linux.Tests;

/// <summary>Probes by trying; they need root.</summary>
public sealed class KernelFeaturesTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Probes_answer_and_leave_nothing_behind()
    {
        var features = KernelFeatures.Of(_scratch.Path);
        KernelFeature[] all =
        [
            features.OpenAt2, features.OpenTree, features.Overlay, features.DataOnlyLowers, features.Volatile,
            features.VerityRequire, features.UserXattr, features.LayerHandles, features.Erofs, features.ErofsFromFile,
            features.FsVerity,
        ];
        Assert.All(all, feature => Assert.Equal(feature.IsSupported, feature.Refusal is null));
        Assert.True(features.OpenAt2.IsSupported, features.OpenAt2.Refusal);
        Assert.True(features.OpenTree.IsSupported, features.OpenTree.Refusal);
        Assert.True(features.Overlay.IsSupported, features.Overlay.Refusal);
        Assert.True(features.DataOnlyLowers.IsSupported, features.DataOnlyLowers.Refusal);
        Assert.True(features.Volatile.IsSupported, features.Volatile.Refusal);
        Assert.True(features.Erofs.IsSupported, features.Erofs.Refusal);
        Assert.Empty(DirectoryReader.Read(_scratch.Handle));
        Assert.Same(features, KernelFeatures.Of(_scratch.Path));
    }

    [Fact]
    public void A_refusal_names_what_was_tried()
    {
        var features = KernelFeatures.Of("/proc");
        Assert.False(features.Overlay.IsSupported);
        Assert.StartsWith("mkdir '/proc/", features.Overlay.Refusal);
    }
}
