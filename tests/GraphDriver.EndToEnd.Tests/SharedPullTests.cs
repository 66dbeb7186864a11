using GraphDriver.EndToEnd.Tests.Harness;

namespace GraphDriver.EndToEnd.Tests;

/// <summary>Pulls of the same blobs at once fetch them once.</summary>
[Collection(PeersCollection.Name)]
public sealed class SharedPullTests(PeersFixture peers)
{
    private const string Waits = "another pull fetches it, waiting";
    private const long SlowLine = 12_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [RootFact]
    public void Four_pulls_of_one_image_fetch_it_once()
    {
        using var proxy = new CountingProxy(peers.Registry.Host, SlowLine);
        var store = peers.Machine.NewStore();
        var pulls = Enumerable.Range(0, 4).Select(_ => Start(store, proxy)).ToList();
        var results = pulls.ConvertAll(pull => pull.WaitForExit(Patience).Succeeded());
        pulls.ForEach(pull => pull.Dispose());

        Assert.Single(results.Select(result => result.Output).Distinct());
        Assert.Contains(results, result => result.Error.Contains(Waits, StringComparison.Ordinal));
        long size = BlobSizes();
        Assert.True(proxy.Received < size * 11 / 10, $"{proxy.Received} bytes came, the image has {size}");
        Assert.Empty(StoreState.Faults(store));
        Assert.Empty(Directory.GetFiles(peers.Machine.Outside($"{store.RunRoot}/graphdriver/leases")));
    }

    [RootFact]
    public void The_second_goes_on_where_the_first_is_killed()
    {
        using var proxy = new CountingProxy(peers.Registry.Host, SlowLine);
        var store = peers.Machine.NewStore();
        using var first = Start(store, proxy);
        AwaitLease(store);
        using var second = Start(store, proxy);
        Thread.Sleep(TimeSpan.FromSeconds(1));
        first.Kill();
        var result = second.WaitForExit(Patience).Succeeded();
        Assert.Contains(Waits, result.Error, StringComparison.Ordinal);
        store.GraphDriver("gc").Succeeded();
        Assert.Empty(StoreState.Faults(store));
    }

    [RootFact]
    public void One_that_waits_can_be_interrupted()
    {
        using var proxy = new CountingProxy(peers.Registry.Host, SlowLine / 4);
        var store = peers.Machine.NewStore();
        using var first = Start(store, proxy);
        AwaitLease(store);
        using var second = Start(store, proxy);
        Thread.Sleep(TimeSpan.FromSeconds(2));
        peers.Machine.Run("kill", "-INT", $"{second.Id}");
        Assert.NotEqual(0, second.WaitForExit(TimeSpan.FromSeconds(10)).ExitCode);
        Assert.False(first.HasExited);
        first.WaitForExit(Patience).Succeeded();
    }

    private RunningCommand Start(TestStore store, CountingProxy proxy) => peers.Machine.Start(
        store.GraphDriverCommand("pull", "--progress", "plain", "--tls-verify=false", proxy.Through(peers.Pushed("debian-gzip"))));

    private void AwaitLease(TestStore store)
    {
        string leases = peers.Machine.Outside($"{store.RunRoot}/graphdriver/leases");
        Assert.True(SpinWait.SpinUntil(() => Directory.Exists(leases) && Directory.GetFiles(leases).Length > 0, Patience));
    }

    private long BlobSizes() =>
        peers.Machine.Run("skopeo", "inspect", "--raw", "--tls-verify=false", $"docker://{peers.Pushed("debian-gzip")}").Succeeded().Json()
            .GetProperty("layers").EnumerateArray().Sum(layer => layer.GetProperty("size").GetInt64());
}
