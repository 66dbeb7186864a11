using System.Diagnostics;
using GraphDriver.EndToEnd.Tests.Harness;

namespace GraphDriver.EndToEnd.Tests.Checks;

/// <summary>Whatever is done to a store, a check finds what was broken and nothing else, a repair mends it, and podman runs the images.</summary>
[Collection(PeersCollection.Name)]
public sealed class RandomOperationsTests(PeersFixture peers)
{
    private const int Operations = 200;
    private const int Seed = 20240411;

    /// <summary>What a killed process may leave, which the next pull or <c>gc</c> removes.</summary>
    private static readonly string[] Leftovers = ["staging-leftover", "incomplete-layer", "orphaned-object", "orphaned-image-data", "orphaned-layer-data", "temporary-file"];

    private readonly Random _random = new(Seed);
    private readonly List<string> _done = [];
    private bool _mayHaveLeftovers;

    [RootFact]
    public void A_check_finds_what_was_broken_in_two_hundred_operations_and_nothing_else()
    {
        var store = peers.Machine.NewStore();
        var images = new SmallImages(peers, store.Folder);
        var breakage = new Breakage(store, _random);
        for (int i = 0; i < Operations; i++)
        {
            try
            {
                Step(store, images, breakage, i);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"seed {Seed}, operation {i}: {error.Message}\n{string.Join('\n', _done.TakeLast(20))}", error);
            }
        }

        store.GraphDriver("rmi", "--all").Succeeded();
        store.GraphDriver("gc").Succeeded();
        Assert.Empty(Findings(store));
        Assert.Empty(StoreState.Orphans(store));
    }

    private void Step(TestStore store, SmallImages images, Breakage breakage, int number)
    {
        bool isEmpty = store.Json("overlay-images/images.json").GetArrayLength() < 2;
        switch (isEmpty ? 0 : _random.Next(20))
        {
            case < 5:
                Do(store, "pull", () => store.Pull(PickImage(images)));
                break;
            case < 7:
                Do(store, "rmi", () => store.GraphDriver("rmi", PickImage(images)));
                break;
            case < 9:
                Do(store, "kill -9 of a pull", () => KillPull(store, PickImage(images)));
                break;
            case 9:
                Do(store, "gc", () => store.GraphDriver("gc").Succeeded());
                _mayHaveLeftovers = false;
                break;
            case 10:
                Do(store, "dedup", () => store.GraphDriver("dedup").Succeeded());
                break;
            case 11 when number % 2 == 0:
                Do(store, "podman run", () => RunAll(store, images));
                break;
            case 12 when number % 4 == 0:
                Do(store, "pull at the limit of links", () => PullAtLinkLimit(store, PickImage(images)));
                break;
            default:
                BreakAndMend(store, breakage);
                break;
        }
    }

    private void Do(TestStore store, string what, Action action)
    {
        _done.Add(what);
        action();
        var found = Findings(store);
        Assert.All(found, finding => Assert.True(_mayHaveLeftovers && Leftovers.Contains(finding.Kind), $"after {what}: {finding}"));
    }

    private void BreakAndMend(TestStore store, Breakage breakage)
    {
        store.GraphDriver("gc").Succeeded();
        _mayHaveLeftovers = false;
        (string what, var expected) = breakage.Break();
        _done.Add(what);
        var found = Findings(store);
        Assert.True(
            found.Count == expected.Length && expected.All(one => found.Exists(finding => finding.Kind == one.Kind && finding.Where.Contains(one.Where, StringComparison.Ordinal))),
            $"{what}: found {string.Join(", ", found)} instead of {string.Join(", ", expected)}");
        store.GraphDriver("check", "--repair", "--tls-verify=false").Succeeded();
        Assert.Empty(Findings(store));
    }

    private string PickImage(SmallImages images) => images.References[_random.Next(images.References.Count)];

    private void KillPull(TestStore store, string reference)
    {
        using var pull = peers.Machine.Start(store.GraphDriverCommand("pull", "-q", "--tls-verify=false", reference));
        var moment = TimeSpan.FromMilliseconds(_random.Next(120));
        var clock = Stopwatch.StartNew();
        SpinWait.SpinUntil(() => clock.Elapsed >= moment || pull.HasExited, TimeSpan.FromMinutes(1));
        pull.Kill();
        pull.WaitForExit(TimeSpan.FromMinutes(1));
        _mayHaveLeftovers = true;
    }

    /// <summary>An object that all images have gets as many names as the file system lets it have.</summary>
    private static void PullAtLinkLimit(TestStore store, string reference)
    {
        string path = store.Machine.Run("find", $"{store.Root}/graphdriver/objects", "-type", "f", "-size", "-8k", "-print", "-quit").Succeeded().Output;
        store.Machine.Run("perl", "-e", $"mkdir '{store.Folder}/links'; for (0..70000) {{ link('{path}', \"{store.Folder}/links/$_\") or last }}").Succeeded();
        store.GraphDriver("rmi", reference);
        store.Pull(reference);
        store.Machine.Run("rm", "-r", $"{store.Folder}/links").Succeeded();
    }

    private static void RunAll(TestStore store, SmallImages images)
    {
        var present = store.Json("overlay-images/images.json").EnumerateArray().SelectMany(image => image.GetProperty("names").EnumerateArray().Select(name => name.GetString()!)).ToList();
        string reference = present[0];
        int image = images.References.ToList().IndexOf(reference);
        Assert.Equal(SmallImages.Own(image), store.Podman("run", "--rm", "--network", "none", reference, "cat", "/link").Succeeded().Output);
    }

    private static List<(string Kind, string Where)> Findings(TestStore store)
    {
        var check = store.GraphDriver("check", "--format", "json");
        Assert.True(check.ExitCode is 0 or 1, check.ToString());
        var findings = check.Json().GetProperty("findings").EnumerateArray()
            .Select(finding => (finding.GetProperty("finding").GetString()!, finding.GetProperty("where").GetString()!)).ToList();
        Assert.Equal(findings.Count == 0 ? 0 : 1, check.ExitCode);
        return findings;
    }
}
