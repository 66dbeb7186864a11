using System.Text.Json.Nodes;
using GraphDriver.EndToEnd.Tests.Harness;
using GraphDriver.EndToEnd.Tests.Images;
using GraphDriver.EndToEnd.Tests.Trees;

namespace GraphDriver.EndToEnd.Tests;

/// <summary><c>convert</c> makes another form of an image, which stays the same image.</summary>
[Collection(PeersCollection.Name)]
public sealed class ConvertTests(PeersFixture peers)
{
    [RootTheory]
    [InlineData("debian-gzip")]
    [InlineData("debian-plain")]
    public void A_converted_image_is_the_same_to_podman(string image)
    {
        var store = peers.Machine.NewStore();
        string reference = $"{peers.Registry.Host}/converted:{image}";
        string digest = Convert(store, $"docker://{peers.Pushed(image)}", $"docker://{reference}");
        var manifest = store.Skopeo("inspect", "--raw", "--tls-verify=false", $"docker://{reference}").Succeeded().Json();
        Assert.All(manifest.GetProperty("layers").EnumerateArray(), layer => Assert.True(layer.GetProperty("annotations").TryGetProperty("io.github.containers.zstd-chunked.manifest-checksum", out _)));
        string id = store.PodmanPull(reference);
        Assert.Equal(id, peers.Machine.NewStore().PodmanPull(peers.Pushed(image)));
        string mounted = store.Podman("image", "mount", id).Succeeded().Output;
        TreeComparison.AssertSame(PodmanTruth.Of(peers, image), TreeListing.Of(peers.Machine, mounted));
        store.Podman("image", "unmount", id).Succeeded();
        Assert.Equal(digest, Convert(store, $"docker://{peers.Pushed(image)}", $"oci:{store.Folder}/again"));
    }

    [RootTheory]
    [InlineData("oci:{0}/layout:name")]
    [InlineData("oci-archive:{0}/image.tar")]
    [InlineData("docker-archive:{0}/image.tar")]
    [InlineData("dir:{0}/image")]
    public void It_goes_from_any_place_to_any_place(string place)
    {
        var store = peers.Machine.NewStore();
        place = place.Replace("{0}", store.Folder, StringComparison.Ordinal);
        Convert(store, "oci:/images/busybox:latest", place);
        Convert(store, place, $"docker://{peers.Registry.Host}/round:trip", "--compression", "gzip");
        Assert.Equal(store.Pull("oci:/images/busybox:latest"), store.PodmanPull($"{peers.Registry.Host}/round:trip"));
    }

    [RootFact]
    public void What_has_the_form_already_is_copied_byte_for_byte()
    {
        var store = peers.Machine.NewStore();
        string source = peers.Pushed("debian-chunked");
        string digest = store.Skopeo("inspect", "--tls-verify=false", "--format", "{{.Digest}}", $"docker://{source}").Succeeded().Output;
        Assert.Equal(digest, Convert(store, $"docker://{source}", $"dir:{store.Folder}/copy"));
    }

    [RootFact]
    public void All_images_of_an_index_are_converted()
    {
        var store = peers.Machine.NewStore();
        string id = store.Pull("oci:/images/busybox:latest");
        string layout = $"{store.Folder}/multi";
        store.Machine.Run("cp", "-r", "/images/busybox", layout).Succeeded();
        MakeIndex(store.Machine.Outside(layout));
        Convert(store, $"oci:{layout}:multi", $"docker://{peers.Registry.Host}/multi:all", "--all");
        var index = store.Skopeo("inspect", "--raw", "--tls-verify=false", $"docker://{peers.Registry.Host}/multi:all").Succeeded().Json();
        var entries = index.GetProperty("manifests").EnumerateArray().ToList();
        Assert.Equal(["amd64", "arm64"], entries.Select(entry => entry.GetProperty("platform").GetProperty("architecture").GetString()));
        Assert.All(entries, entry => Assert.Equal("true", entry.GetProperty("annotations").GetProperty("io.github.containers.compression.zstd").GetString()));
        Assert.Equal(id, store.PodmanPull($"{peers.Registry.Host}/multi:all"));

        Convert(store, $"oci:{layout}:multi", $"docker://{peers.Registry.Host}/multi:one", "--platform", "linux/arm64");
        Assert.Equal(id, peers.Machine.NewStore().PodmanPull($"{peers.Registry.Host}/multi:one"));
        var refused = store.GraphDriver("convert", "-q", "--all", $"oci:{layout}:multi", $"docker-archive:{store.Folder}/all.tar");
        Assert.Equal(125, refused.ExitCode);
        Assert.False(File.Exists(store.Machine.Outside($"{store.Folder}/all.tar")));
    }

    [RootFact]
    public void Signatures_stay_behind_with_a_warning()
    {
        var store = peers.Machine.NewStore();
        Convert(store, "oci:/images/busybox:latest", $"dir:{store.Folder}/signed");
        store.Machine.WriteFile($"{store.Folder}/signed/signature-1", "a signature");
        var converted = store.GraphDriver("convert", "-q", $"dir:{store.Folder}/signed", $"oci:{store.Folder}/unsigned").Succeeded();
        Assert.Contains("signatures", converted.Error, StringComparison.Ordinal);
    }

    /// <summary>Adds an index of two platforms to a layout, as the image <c>multi</c>.</summary>
    private static void MakeIndex(string layout)
    {
        string path = Path.Combine(layout, "index.json");
        var top = JsonNode.Parse(File.ReadAllText(path))!;
        var image = top["manifests"]![0]!;
        var entries = new JsonArray();
        foreach (string architecture in (string[])["amd64", "arm64"])
        {
            entries.Add((JsonNode)new JsonObject
            {
                ["mediaType"] = "application/vnd.oci.image.manifest.v1+json",
                ["digest"] = image["digest"]!.GetValue<string>(),
                ["size"] = image["size"]!.GetValue<int>(),
                ["platform"] = new JsonObject { ["architecture"] = architecture, ["os"] = "linux" },
            });
        }

        byte[] index = System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = "application/vnd.oci.image.index.v1+json", ["manifests"] = entries }.ToJsonString());
        string digest = OciLayout.Digest(index);
        File.WriteAllBytes(Path.Combine(layout, "blobs", "sha256", digest["sha256:".Length..]), index);
        top["manifests"]!.AsArray().Add((JsonNode)new JsonObject
        {
            ["mediaType"] = "application/vnd.oci.image.index.v1+json",
            ["digest"] = digest,
            ["size"] = index.Length,
            ["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = "multi" },
        });
        File.WriteAllText(path, top.ToJsonString());
    }

    private static string Convert(TestStore store, string source, string destination, params string[] options) =>
        store.GraphDriver(["convert", "--tls-verify=false", "-q", .. options, source, destination]).Succeeded().Output;
}
