using GraphDriver.EndToEnd.Tests.Harness;
using GraphDriver.EndToEnd.Tests.Trees;

namespace GraphDriver.EndToEnd.Tests;

/// <summary>podman starts and stops containers around our pulls and mounts, and nothing vanishes on either side.</summary>
[Collection(PeersCollection.Name)]
public sealed class SideBySideTests(PeersFixture peers)
{
    [RootFact]
    public void What_we_mount_under_a_running_podman_container_outlives_it()
    {
        var store = peers.Machine.NewStore();
        string busybox = store.PodmanPull(peers.Pushed("busybox"));
        StartPodman(store, "first", busybox);
        string debian = store.Pull(peers.Pushed("debian-gzip"));
        string mounted = store.GraphDriver("mount", debian).Succeeded().Output;
        AssertDebian(mounted);
        StopPodman(store, "first");
        AssertDebian(mounted);
        store.GraphDriver("unmount", debian).Succeeded();
        AssertNothingMounted(store);
    }

    [RootFact]
    public void What_we_mounted_before_stays_while_podman_starts_and_stops_containers()
    {
        var store = peers.Machine.NewStore();
        string debian = store.Pull(peers.Pushed("debian-gzip"));
        string mounted = store.GraphDriver("mount", debian).Succeeded().Output;
        StartPodman(store, "first", debian);
        AssertDebian(mounted);
        StartPodman(store, "second", debian);
        StopPodman(store, "first");
        AssertDebian(mounted);
        Assert.Equal("alive", store.Podman("exec", "second", "echo", "alive").Succeeded().Output);
        store.GraphDriver("unmount", debian).Succeeded();
        Assert.Equal("changed in the second layer", store.Podman("exec", "second", "tail", "-n1", "/etc/motd").Succeeded().Output);
        StopPodman(store, "second");
        AssertNothingMounted(store);
    }

    [RootFact]
    public void Our_container_and_podmans_run_from_one_image_at_once()
    {
        var store = peers.Machine.NewStore();
        string busybox = store.Pull(peers.Pushed("busybox"));
        store.GraphDriver("run", "-d", "--name", "ours", "--network", "none", busybox, "sleep", "1000").Succeeded();
        StartPodman(store, "theirs", busybox);
        Assert.Equal("ours", store.GraphDriver("exec", "ours", "echo", "ours").Succeeded().Output);
        StopPodman(store, "theirs");
        Assert.Equal("ours", store.GraphDriver("exec", "ours", "sh", "-c", "echo ours >/file; cat /file").Succeeded().Output);
        Assert.NotEqual(0, store.Podman("rmi", busybox).ExitCode);
        Assert.NotEqual(0, store.GraphDriver("rmi", busybox).ExitCode);
        store.GraphDriver("rm", "-f", "ours").Succeeded();
        store.GraphDriver("rmi", busybox).Succeeded();
        AssertNothingMounted(store);
        Assert.Empty(StoreState.Faults(store));
    }

    [RootFact]
    public void Our_removal_leaves_what_a_podman_container_uses()
    {
        var store = peers.Machine.NewStore();
        string busybox = store.Pull(peers.Pushed("busybox"));
        store.Podman("run", "-d", "--rm", "--name", "theirs", "--network", "none", busybox, "sleep", "1000").Succeeded();
        var removal = store.GraphDriver("rmi", busybox);
        Assert.Equal(125, removal.ExitCode);
        Assert.Equal("alive", store.Podman("exec", "theirs", "echo", "alive").Succeeded().Output);
        store.Podman("stop", "-t", "0", "theirs").Succeeded();
        store.GraphDriver("rmi", busybox).Succeeded();
    }

    [RootFact]
    public void Both_pull_the_same_image_at_once()
    {
        var store = peers.Machine.NewStore();
        string reference = peers.Pushed("debian-gzip");
        using var theirs = peers.Machine.Start(store.PodmanCommand("pull", "-q", "--tls-verify=false", reference));
        using var ours = peers.Machine.Start(store.GraphDriverCommand("pull", "-q", "--tls-verify=false", reference));
        string podmanId = theirs.WaitForExit(TimeSpan.FromMinutes(3)).Succeeded().Output;
        Assert.Equal(podmanId, ours.WaitForExit(TimeSpan.FromMinutes(3)).Succeeded().Output);
        Assert.Equal(3, store.Json("overlay-layers/layers.json").GetArrayLength());
        Assert.Equal(1, store.Json("overlay-images/images.json").GetArrayLength());
        Assert.Empty(StoreState.Faults(store));
        string mounted = store.GraphDriver("mount", podmanId).Succeeded().Output;
        AssertDebian(mounted);
        store.GraphDriver("unmount", podmanId).Succeeded();
    }

    [RootFact]
    public void Four_of_ours_pull_the_same_image_at_once()
    {
        var store = peers.Machine.NewStore();
        var pulls = Enumerable.Range(0, 4).Select(_ => peers.Machine.Start(store.GraphDriverCommand("pull", "-q", "--tls-verify=false", peers.Pushed("busybox")))).ToList();
        var ids = pulls.Select(pull => pull.WaitForExit(TimeSpan.FromMinutes(3)).Succeeded().Output).Distinct().ToList();
        pulls.ForEach(pull => pull.Dispose());
        Assert.Single(ids);
        Assert.Equal(1, store.Json("overlay-layers/layers.json").GetArrayLength());
        Assert.Empty(StoreState.Faults(store));
    }

    private static void StartPodman(TestStore store, string name, string image) =>
        store.Podman("run", "-d", "--name", name, "--network", "none", image, "sleep", "1000").Succeeded();

    private static void StopPodman(TestStore store, string name)
    {
        store.Podman("stop", "-t", "0", name).Succeeded();
        store.Podman("rm", name).Succeeded();
    }

    private void AssertDebian(string mounted) =>
        TreeComparison.AssertSame(PodmanTruth.Of(peers, "debian-gzip"), TreeListing.Of(peers.Machine, mounted));

    /// <summary>Nothing below the root but podman's own bind mount of <c>overlay/</c> on itself.</summary>
    private void AssertNothingMounted(TestStore store)
    {
        var mounts = peers.Machine.Run("findmnt", "--noheadings", "--raw", "--output", "TARGET").Lines;
        Assert.DoesNotContain(mounts, target => target.StartsWith($"{store.Root}/overlay/", StringComparison.Ordinal));
    }
}
