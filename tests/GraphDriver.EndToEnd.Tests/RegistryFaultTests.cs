using System.IO.Compression;
using System.Text;
using GraphDriver.EndToEnd.Tests.Harness;
using GraphDriver.Testing;
using GraphDriver.Testing.Registry;

namespace GraphDriver.EndToEnd.Tests;

/// <summary>A registry that answers with errors, stalls or cuts the connection: a named error, or a pull that goes on where it can.</summary>
[Collection(PeersCollection.Name)]
public sealed class RegistryFaultTests(PeersFixture peers)
{
    /// <summary>A stall is given up after the client's own patience; the fault itself never ends.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public static TheoryData<string, string> Fatal => new()
    {
        { "401 for the manifest", "/manifests/" },
        { "403 for a blob", "/blobs/" },
        { "404 for the manifest", "/manifests/" },
        { "404 for a blob", "/blobs/" },
        { "429 for the manifest", "/manifests/" },
        { "500 for the manifest", "/manifests/" },
        { "500 for a blob", "/blobs/" },
        { "cut of a blob", "/blobs/" },
        { "wrong bytes for a blob", "/blobs/" },
        { "a page of HTML for the manifest", "/manifests/" },
        { "more than was promised of a blob", "/blobs/" },
    };

    [RootTheory]
    [MemberData(nameof(Fatal))]
    public async Task A_fault_that_stays_is_a_named_error(string fault, string target)
    {
        await using var registry = new TestRegistry();
        AddImage(registry);
        registry.Inject(target, int.MaxValue, (_, response) => Break(fault, response));
        var store = peers.Machine.NewStore();
        store.Pull(peers.Pushed("busybox"));
        var before = StoreState.Of(store);
        var result = peers.Machine.Run(store.GraphDriverCommand("pull", "-q", "--tls-verify=false", $"{registry.Host}/image:latest") with { Timeout = Patience });
        Assert.True(result.ExitCode == 125, result.ToString());
        string line = Assert.Single(result.Error.Split('\n'));
        Assert.Contains(registry.Host, line, StringComparison.Ordinal);
        Assert.Equal(before, StoreState.Of(store));
        Assert.Empty(StoreState.Orphans(store));
    }

    [RootTheory]
    [InlineData("429 for the manifest", "/manifests/")]
    [InlineData("500 for the manifest", "/manifests/")]
    [InlineData("500 for a blob", "/blobs/")]
    [InlineData("cut of a blob", "/blobs/")]
    public async Task A_fault_that_passes_is_passed_over(string fault, string target)
    {
        await using var registry = new TestRegistry();
        AddImage(registry);
        registry.Inject(target, 2, (_, response) => Break(fault, response));
        var store = peers.Machine.NewStore();
        string id = store.Pull($"{registry.Host}/image:latest");
        Assert.Equal(id, store.Podman("image", "inspect", "--format", "{{.Id}}", id).Succeeded().Output);
        Assert.Empty(StoreState.Faults(store));
    }

    [RootFact]
    public async Task A_pull_from_a_registry_that_stalls_can_be_interrupted_and_done_again()
    {
        await using var registry = new TestRegistry();
        AddImage(registry);
        registry.Inject("/blobs/", int.MaxValue, (_, response) => response with { StallAfter = 1000 });
        var store = peers.Machine.NewStore();
        store.Pull(peers.Pushed("busybox"));
        var before = StoreState.Of(store);
        using (var pull = peers.Machine.Start(store.GraphDriverCommand("pull", "-q", "--tls-verify=false", $"{registry.Host}/image:latest")))
        {
            Assert.True(SpinWait.SpinUntil(() => registry.Requests.Any(request => request.Target.Contains("/blobs/", StringComparison.Ordinal)), TimeSpan.FromMinutes(1)));
            peers.Machine.Run("kill", "-INT", pull.Id.ToString()).Succeeded();
            Assert.NotEqual(0, pull.WaitForExit(TimeSpan.FromMinutes(1)).ExitCode);
        }

        Assert.Equal(before, StoreState.Of(store));
        await using var sound = new TestRegistry();
        AddImage(sound);
        store.Pull($"{sound.Host}/image:latest");
    }

    private static TestResponse Break(string fault, TestResponse response) => fault.Split(' ')[0] switch
    {
        "401" => TestResponse.Error(401, "UNAUTHORIZED", "authentication required").With("WWW-Authenticate", "Basic realm=\"test\""),
        "403" => TestResponse.Error(403, "DENIED", "requested access to the resource is denied"),
        "404" => TestResponse.Error(404, "NOT_FOUND", "not found"),
        "429" => TestResponse.Error(429, "TOOMANYREQUESTS", "slow down").With("Retry-After", "0"),
        "500" => TestResponse.Text(500, "oops", "text/plain"),
        "cut" => response with { CutAfter = response.Body.Length / 2 },
        "wrong" => response with { Body = new byte[response.Body.Length] },
        "more" => response with { Body = new byte[response.Body.Length + 1] },
        _ => TestResponse.Text(200, "<html><body>Welcome</body></html>", "text/html"),
    };

    private static void AddImage(TestRegistry registry)
    {
        byte[] tar = new TarBuilder().Directory("folder/").File("folder/file", new string('f', 100_000)).End().ToArray();
        string configuration = $$$"""
            {"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["{{{TestRegistry.DigestOf(tar)}}}"]}}
            """;
        registry.AddImage("image", "latest", Encoding.UTF8.GetBytes(configuration), Gzip(tar));
    }

    private static byte[] Gzip(byte[] content)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.NoCompression, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return compressed.ToArray();
    }
}
