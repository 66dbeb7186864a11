using System.Diagnostics;
using GraphDriver.EndToEnd.Tests.Harness;
using GraphDriver.EndToEnd.Tests.Trees;

namespace GraphDriver.EndToEnd.Tests;

/// <summary><c>kill -9</c> at any moment of a pull leaves a store that opens and holds nothing half.</summary>
[Collection(PeersCollection.Name)]
public sealed class KilledPullTests(PeersFixture peers)
{
    private const int Kills = 50;
    private const int Seed = 20240102;

    [RootFact]
    public void A_store_outlives_fifty_kills_at_random_moments()
    {
        var store = peers.Machine.NewStore();
        string reference = peers.Pushed("debian-gzip");
        var whole = Stopwatch.StartNew();
        string id = peers.Machine.NewStore().Pull(reference);
        whole.Stop();
        var random = new Random(Seed);
        int killed = 0;
        for (int round = 0; round < Kills; round++)
        {
            killed += KillAfter(store, reference, whole.Elapsed * random.NextDouble()) ? 1 : 0;
            store.GraphDriver("images").Succeeded();
            var faults = StoreState.Faults(store).Where(fault => !fault.Contains("staging", StringComparison.Ordinal));
            Assert.Empty(faults);
            if (round % 10 == 9)
            {
                var check = store.Podman("system", "check", "--quick");
                Assert.True(check is { ExitCode: 0, Output: "" }, $"after {round + 1} kills: {check}");
            }

            store.GraphDriver("rmi", reference);
        }

        Assert.True(killed > Kills / 2, $"only {killed} of {Kills} pulls were killed before their end");
        Assert.Equal(id, store.Pull(reference));
        Assert.Empty(StoreState.Faults(store));
        string mounted = store.GraphDriver("mount", id).Succeeded().Output;
        TreeComparison.AssertSame(PodmanTruth.Of(peers, "debian-gzip"), TreeListing.Of(peers.Machine, mounted));
        store.GraphDriver("unmount", id).Succeeded();
        store.GraphDriver("rmi", reference).Succeeded();
        store.GraphDriver("gc").Succeeded();
        Assert.Empty(StoreState.Orphans(store));
    }

    private bool KillAfter(TestStore store, string reference, TimeSpan moment)
    {
        using var pull = peers.Machine.Start(store.GraphDriverCommand("pull", "-q", "--tls-verify=false", reference));
        var clock = Stopwatch.StartNew();
        SpinWait.SpinUntil(() => clock.Elapsed >= moment || pull.HasExited, TimeSpan.FromMinutes(1));
        bool running = !pull.HasExited;
        pull.Kill();
        pull.WaitForExit(TimeSpan.FromMinutes(1));
        return running;
    }
}
