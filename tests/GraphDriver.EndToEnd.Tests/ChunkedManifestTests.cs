using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GraphDriver.EndToEnd.Tests.Harness;
using GraphDriver.EndToEnd.Tests.Images;
using GraphDriver.Testing;

namespace GraphDriver.EndToEnd.Tests;

/// <summary>With <c>graphdriver_chunked_manifest</c> podman finds content in the layers that we pulled.</summary>
[Collection(PeersCollection.Name)]
public sealed partial class ChunkedManifestTests(PeersFixture peers)
{
    private const string ManifestKey = "zstd-chunked-manifest";
    private const string CacheKey = "chunked-manifest-cache";
    private const string FormatKey = "zstd-chunked-layer-data";
    private const string ChangedContent = "content that no other image has\n";

    /// <summary>In a table that podman makes while it converts a layer, what only says where the content lies in its temporary file.</summary>
    private static readonly string[] OfTheBlob = ["offset", "endOffset", "chunkSize", "chunkOffset", "chunkDigest", "chunkType"];

    /// <summary>What the entry of a marker carries from the tar and means nothing; buildah leaves a link's target in it.</summary>
    private static readonly string[] OfAMarker = ["mode", "modtime", "linkName"];

    [RootTheory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Podman_takes_from_our_layers_what_they_hold(bool composefs, bool hardLinks)
    {
        string changed = PushChanged();
        var without = NewStore(composefs, hardLinks, manifest: false);
        var with = NewStore(composefs, hardLinks, manifest: true);
        without.Pull(peers.Pushed("debian-gzip"));
        with.Pull(peers.Pushed("debian-gzip"));
        var ours = Layers(with);

        var (missing, total) = PodmanPull(without, changed, composefs);
        Assert.True(missing > total * 9 / 10, $"without: {missing} of {total}");
        (missing, total) = PodmanPull(with, changed, composefs);
        Assert.True(total > 100_000_000, $"{total}");
        Assert.Equal(ChangedContent.Length, missing);

        string podmans = Assert.Single(Layers(with).Except(ours));
        int links = peers.Machine.Run("find", $"{with.Root}/overlay/{podmans}/diff", "-type", "f", "-links", "+2").Succeeded().Lines.Length;
        // Without links to ours there are those that the image itself has.
        Assert.True(hardLinks ? links > 4000 : links < 10, $"{links} files are links to ours");
        Assert.Equal(Files(without, changed, composefs), Files(with, changed, composefs));
        string check = with.Podman([.. Options(composefs), "system", "check"]).ToString();
        Assert.DoesNotContain(ours, layer => check.Contains(layer, StringComparison.Ordinal));
        Assert.Equal(ours.Order(StringComparer.Ordinal), Layers(with).Except([podmans]).Order(StringComparer.Ordinal));
    }

    [RootFact]
    public void Its_check_finds_nothing_in_them()
    {
        var store = NewStore(composefs: false, hardLinks: false, manifest: true);
        store.Pull(peers.Pushed("busybox"));
        var check = store.Podman("system", "check");
        Assert.True(check is { ExitCode: 0, Output: "" }, check.ToString());
        store.Podman("rmi", peers.Pushed("busybox")).Succeeded();
        Assert.Empty(StoreState.Faults(store));
    }

    [RootFact]
    public void The_table_says_of_each_file_what_podman_says()
    {
        var ours = NewStore(composefs: false, hardLinks: false, manifest: true);
        ours.Pull(peers.Pushed("debian-gzip"));
        var theirs = NewStore(composefs: false, hardLinks: false, manifest: false);
        theirs.PodmanPull(peers.Pushed("debian-gzip"));
        foreach (string layer in Layers(theirs))
        {
            Assert.Equal(Described(theirs, layer), Described(ours, layer));
        }
    }

    [RootFact]
    public void Podman_reads_the_cache_and_writes_none_of_its_own()
    {
        var store = NewStore(composefs: false, hardLinks: false, manifest: true);
        store.Pull(peers.Pushed("debian-gzip"));
        string log = store.Podman("--log-level", "debug", "pull", "-q", "--tls-verify=false", peers.Pushed("debian-zstd")).Succeeded().Error;
        Assert.DoesNotContain("lookaside cache", log, StringComparison.Ordinal);
        Assert.DoesNotContain("cache file", log, StringComparison.Ordinal);
        log = store.Podman("--log-level", "debug", "pull", "-q", "--tls-verify=false", PushChanged()).Succeeded().Error;
        Assert.DoesNotContain("lookaside cache", log, StringComparison.Ordinal);
        Assert.DoesNotContain("cache file", log, StringComparison.Ordinal);
    }

    [RootFact]
    public void A_layer_that_the_table_cannot_carry_has_none_and_the_log_says_why()
    {
        var store = NewStore(composefs: false, hardLinks: false, manifest: true);
        string folder = $"{store.Folder}/odd-names";
        new OciLayout(peers.Machine.Outside(folder))
            .Layer(new TarBuilder().File("plain", "content").End().ToArray())
            .Layer(new TarBuilder().File([.. "odd-"u8, 0xFF], "other content"u8).End().ToArray())
            .Layer(new TarBuilder().Directory("no-content/").End().ToArray())
            .Write();
        string log = store.GraphDriver("--log-level", "debug", "pull", "-q", $"oci:{folder}").Succeeded().Error;
        Assert.Contains($"no {ManifestKey} for it: 'odd-\\xff' is not UTF-8", log, StringComparison.Ordinal);
        Assert.Contains($"no {ManifestKey} for it: it holds no content", log, StringComparison.Ordinal);
        Assert.Equal(
            [$"{CacheKey},{FormatKey},{ManifestKey}", FormatKey, FormatKey],
            store.Json("overlay-layers/layers.json").EnumerateArray()
                .Select(layer => string.Join(',', layer.GetProperty("big-data-names").EnumerateArray().Select(name => name.GetString()).Order(StringComparer.Ordinal))));
        Assert.Empty(StoreState.Faults(store));
    }

    [RootFact]
    public void Without_the_option_there_is_none_of_it()
    {
        var store = peers.Machine.NewStore();
        store.Pull(peers.Pushed("busybox"));
        string layer = Assert.Single(Layers(store));
        Assert.Single(Directory.GetFiles(peers.Machine.Outside($"{store.Root}/overlay-layers/{layer}")));
        Assert.False(store.Json("overlay-layers/layers.json")[0].TryGetProperty("toc-digest", out _));
    }

    /// <summary>Mode, owner, size and time of each regular file of an image.</summary>
    private static string Files(TestStore store, string image, bool composefs)
    {
        const string Script = "find / -xdev -path /etc -prune -o -path /run -prune -o -type f -exec stat -c '%n %a %u:%g %s %Y' {} + | sort";
        var result = store.Podman([.. Options(composefs), "run", "--rm", "--network", "none", image, "sh", "-c", Script]).Succeeded();
        Assert.True(result.Lines.Length > 4000, result.ToString());
        return result.Output;
    }

    /// <summary>Given with the command, since podman ignores the driver's options in storage.conf where it is called with <c>--root</c>.</summary>
    private static string[] Options(bool composefs) => composefs ? ["--storage-opt", "overlay.use_composefs=true"] : [];

    private TestStore NewStore(bool composefs, bool hardLinks, bool manifest)
    {
        peers.Machine.Run("ln", "-sf", "/command/mkcomposefs", "/usr/local/bin/mkcomposefs").Succeeded();
        return peers.Machine.NewStore($$"""
            [storage.options.pull_options]
            enable_partial_images = "true"
            convert_images = "true"
            use_hard_links = "{{Flag(hardLinks)}}"
            graphdriver_chunked_manifest = "{{Flag(manifest)}}"
            [storage.options.overlay]
            use_composefs = "{{Flag(composefs)}}"
            """);
        static string Flag(bool value) => value ? "true" : "false";
    }

    /// <summary>The Debian image in one layer, one file changed, as zstd:chunked: another layer with almost the same content.</summary>
    private string PushChanged()
    {
        const string Name = "debian-changed:latest";
        string reference = $"{peers.Registry.Host}/{Name}";
        if (peers.Machine.Run("skopeo", "inspect", "--raw", "--tls-verify=false", $"docker://{reference}").ExitCode == 0)
        {
            return reference;
        }

        var store = peers.Machine.NewStore();
        string container = store.Buildah("from", "-q", "--tls-verify=false", peers.Pushed("debian-gzip")).Succeeded().Output;
        string mounted = store.Buildah("mount", container).Succeeded().Output;
        peers.Machine.WriteFile($"{mounted}/etc/motd", ChangedContent);
        store.Buildah("commit", "-q", "--rm", "--squash", container, "changed").Succeeded();
        store.Buildah("push", "-q", "--tls-verify=false", "--compression-format", "zstd:chunked", "changed", $"docker://{reference}").Succeeded();
        return reference;
    }

    /// <summary>What podman says of its partial pull: the bytes that it did not find, and those that the layer has.</summary>
    private static (long Missing, long Total) PodmanPull(TestStore store, string reference, bool composefs)
    {
        string log = store.Podman([.. Options(composefs), "--log-level", "debug", "pull", "-q", "--tls-verify=false", reference]).Succeeded().Error;
        var match = Assert.Single(MissingBytes().Matches(log));
        return (long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
    }

    private static List<string> Layers(TestStore store) =>
        [.. store.Json("overlay-layers/layers.json").EnumerateArray().Select(layer => layer.GetProperty("id").GetString()!)];

    /// <summary>The entries of a layer's table as lines, without what depends on who wrote it: their order, chunks, the metadata of markers.</summary>
    private List<string> Described(TestStore store, string layer)
    {
        string file = "=" + Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(ManifestKey));
        var document = JsonNode.Parse(File.ReadAllBytes(peers.Machine.Outside($"{store.Root}/overlay-layers/{layer}/{file}")))!;
        var lines = new List<string>();
        foreach (var entry in document["entries"]!.AsArray().Select(entry => entry!.AsObject()).Where(entry => (string?)entry["type"] != "chunk"))
        {
            bool isMarker = Path.GetFileName((string)entry["name"]!).StartsWith(".wh.", StringComparison.Ordinal);
            foreach (string field in isMarker ? [.. OfTheBlob, .. OfAMarker] : OfTheBlob)
            {
                entry.Remove(field);
            }

            lines.Add(entry.ToJsonString());
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    [GeneratedRegex(@"Missing (\d+) bytes out of (\d+) ")]
    private static partial Regex MissingBytes();
}
