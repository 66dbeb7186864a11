using GraphDriver.EndToEnd.Tests.Harness;
using GraphDriver.EndToEnd.Tests.Trees;

namespace GraphDriver.EndToEnd.Tests;

/// <summary>Of a zstd:chunked layer a repair fetches the objects that are damaged, by ranges, and nothing else.</summary>
[Collection(PeersCollection.Name)]
public sealed class ChunkedRepairTests(PeersFixture peers)
{
    private const string Image = "debian-chunked";
    private const string NoParts = "[storage.options]\npull_options = {enable_partial_images = \"false\"}\n";

    [RootTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_repair_fetches_the_damaged_objects_alone(bool inParts)
    {
        const long Answers = 96 << 10;
        using var proxy = new CountingProxy(peers.Registry.Host);
        var store = peers.Machine.NewStore(inParts ? null : NoParts);
        string id = Pull(store, proxy.Through(peers.Pushed(Image)), inParts);
        var (damaged, deleted) = TwoObjects(store);
        using (var file = new FileStream(peers.Machine.Outside(damaged.Path), FileMode.Open, FileAccess.Write))
        {
            file.Write("other bytes"u8);
        }

        File.Delete(peers.Machine.Outside(deleted.Path));
        File.Delete(peers.Machine.Outside($"{store.Root}/graphdriver/objects/{Name(deleted.Path)}"));
        Assert.Equal([$"damaged-object {Name(damaged.Path)}", $"missing-object {Name(deleted.Path)}"], Findings(store.GraphDriver("check", "--format", "json")));

        long before = proxy.Received;
        store.GraphDriver("check", "--repair", "--tls-verify=false").Succeeded();

        long described = Tables(peers.Pushed(Image));
        Assert.InRange(proxy.Received - before, 1, described + damaged.Size + deleted.Size + Answers);
        Assert.Empty(Findings(store.GraphDriver("check", "--format", "json").Succeeded()));
        string mounted = store.GraphDriver("mount", id).Succeeded().Output;
        TreeComparison.AssertSame(PodmanTruth.Of(peers, Image), TreeListing.Of(peers.Machine, mounted));
        store.GraphDriver("unmount", id).Succeeded();
    }

    /// <summary>An image that resembles it has to be there for one to come in parts; it goes again.</summary>
    private string Pull(TestStore store, string reference, bool inParts)
    {
        if (inParts)
        {
            store.Pull(peers.NearDuplicate(1));
        }

        string id = store.Pull(reference);
        Assert.Equal(inParts, store.Json("overlay-layers/layers.json").EnumerateArray().Any(layer => layer.TryGetProperty("toc-digest", out _)
            && !layer.TryGetProperty("compressed-diff-digest", out _)));
        if (inParts)
        {
            store.GraphDriver("rmi", peers.NearDuplicate(1)).Succeeded();
        }

        return id;
    }

    /// <summary>Two objects of some size that one layer has, and the pool.</summary>
    private static ((string Path, long Size) First, (string Path, long Size) Second) TwoObjects(TestStore store)
    {
        var objects = store.Machine.Run("find", $"{store.Root}/overlay", "-type", "f", "-path", "*/diff/*", "-links", "2", "-size", "+200k", "-size", "-1000k", "-printf", "%p %s\n")
            .Succeeded().Lines.Order(StringComparer.Ordinal).Select(line => line.Split(' ')).ToList();
        Assert.True(objects.Count >= 2, $"{objects.Count} objects");
        return (Parse(objects[0]), Parse(objects[^1]));

        static (string, long) Parse(string[] line) => (line[0], long.Parse(line[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary><c>xx/rest</c>.</summary>
    private static string Name(string path) => path[^65..];

    private static string[] Findings(CommandResult check) => [.. check.Json().GetProperty("findings").EnumerateArray()
        .Select(finding => $"{finding.GetProperty("finding").GetString()} {Name(finding.GetProperty("where").GetString()!)}").Order(StringComparer.Ordinal)];

    /// <summary>The bytes of the tables of contents of all layers, as they come.</summary>
    private long Tables(string reference) =>
        peers.Machine.Run("skopeo", "inspect", "--raw", "--tls-verify=false", $"docker://{reference}").Succeeded().Json().GetProperty("layers").EnumerateArray()
            .Sum(layer => long.Parse(
                layer.GetProperty("annotations").GetProperty("io.github.containers.zstd-chunked.manifest-position").GetString()!.Split(':')[1],
                System.Globalization.CultureInfo.InvariantCulture));
}
