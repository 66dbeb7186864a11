using System.Text.Json;
using GraphDriver.EndToEnd.Tests.Harness;
using GraphDriver.EndToEnd.Tests.Trees;

namespace GraphDriver.EndToEnd.Tests;

/// <summary><c>commit</c>, <c>diff</c>, <c>export</c> and <c>import</c> against podman's, by the same changes to the same image.</summary>
[Collection(PeersCollection.Name)]
public sealed class CommitTests(PeersFixture peers)
{
    /// <summary>What podman tells right by the layer's own files, which is its usual way.</summary>
    private const string Plain = """
        cd /; echo hi >/root/new; ln /root/new /root/newlink; ln -s nowhere /root/soft; mkfifo -m 640 /root/fifo
        rm /bin/cat; rm -r /usr; mkdir -p /var/a/b/c; echo 1 >/var/a/b/c/file; touch /var/a/.hidden; chmod 600 /etc/group; chown 12:34 /etc/group
        echo more >>/etc/passwd; mkdir -m 1770 /tmp/sticky; rm /bin/vi; ln -s sh /bin/vi
        chmod 4711 /bin/busybox; touch -d '1999-12-31 23:59:59' /root/old; n=$(printf 'n%.0s' $(seq 120)); mkdir -p /var/$n/$n; echo long >/var/$n/$n/$n
        dd if=/dev/zero of=/var/sparse bs=1 count=1 seek=1000000 2>/dev/null; printf x >"/root/$(printf '\377\001')"

        """;

    /// <summary>Renamed and replaced directories as well, which podman tells right only by comparing trees, as with metacopy.</summary>
    private const string Renamed = Plain + """
        mv /home /home2; mkdir /home; echo again >/home/new; mv /home2/guest /home2/renamed; echo in >/home2/renamed/in
        rm /bin/tac; mkdir /bin/tac; echo x >/bin/tac/inside

        """;

    /// <summary>The folders that the runtimes touch themselves, each in its own way.</summary>
    private static readonly string[] OfTheRuntime = ["etc/hosts", "etc/hostname", "etc/resolv.conf", "etc/mtab", "run/.containerenv"];

    [RootTheory]
    [InlineData("", Plain)]
    [InlineData("[storage.options.overlay]\nmountopt = \"metacopy=on\"\n", Renamed)]
    public void Diff_says_of_a_container_what_podman_says(string podmanConf, string changes)
    {
        var (ours, _) = OurContainer(changes);
        var (theirs, _) = PodmansContainer(changes, podmanConf);
        Assert.Equal(Sorted(theirs.Podman("diff", "work").Succeeded()), Sorted(ours.GraphDriver("diff", "work").Succeeded()));
    }

    [RootFact]
    public void Diff_in_JSON_is_podmans()
    {
        var (ours, _) = OurContainer(Plain);
        var (theirs, _) = PodmansContainer(Plain);
        var expected = theirs.Podman("diff", "--format", "json", "work").Succeeded().Json();
        var actual = ours.GraphDriver("diff", "--format", "json", "work").Succeeded().Json();
        foreach (string name in (string[])["added", "changed", "deleted"])
        {
            Assert.Equal(Texts(expected.GetProperty(name)), Texts(actual.GetProperty(name)));
        }
    }

    [RootFact]
    public void Diff_says_of_an_image_what_podman_says()
    {
        var ours = peers.Machine.NewStore();
        var theirs = peers.Machine.NewStore();
        string id = ours.Pull(peers.Pushed("debian-gzip"));
        theirs.PodmanPull(peers.Pushed("debian-gzip"));
        string lower = ours.Pull(peers.Pushed("busybox"));
        theirs.PodmanPull(peers.Pushed("busybox"));
        foreach (string image in (string[])[id, lower])
        {
            Assert.Equal(Known(theirs.Podman("diff", image)), Known(ours.GraphDriver("diff", image)));
        }

        // podman calls this directory changed, of which nothing differs but its time, and no other directory for that.
        Assert.Equal(Sorted(theirs.Podman("diff", id, lower).Succeeded()).Where(line => line != "C /tmp"), Sorted(ours.GraphDriver("diff", id, lower).Succeeded()));
        Assert.Equal("", ours.GraphDriver("diff", id, id).Succeeded().Output);
        Assert.Empty(Mounts(ours));

        // The second layer replaced this folder; podman takes what the first had in it for still there.
        static IEnumerable<string> Known(CommandResult result) =>
            Sorted(result.Succeeded()).Where(line => !line[2..].StartsWith("/usr/share/doc/", StringComparison.Ordinal));
    }

    [RootTheory]
    [InlineData(Plain)]
    [InlineData(Renamed)]
    public void A_committed_image_is_what_podman_commits_of_the_same_changes(string changes)
    {
        var (ours, _) = OurContainer(changes);
        var (theirs, _) = PodmansContainer(changes);
        string id = ours.GraphDriver("commit", "-q", "work", "committed").Succeeded().Output;
        string podmans = theirs.Podman("commit", "-q", "work", "committed").Succeeded().Output;
        TreeComparison.AssertSame(WithoutTimes(Podmans(theirs, podmans)), WithoutTimes(Ours(ours, id)));
        Assert.Empty(StoreState.Faults(ours));

        // podman has the image as one of its own: as it is in its store, and saved and loaded again.
        Assert.Equal("hi", ours.Podman("run", "--rm", "--network", "none", "localhost/committed:latest", "head", "-1", "/root/newlink").Succeeded().Output);
        ours.Podman("save", "-q", "--format", "oci-archive", "-o", $"{ours.Folder}/saved.tar", id).Succeeded();
        var other = peers.Machine.NewStore();
        other.Podman("load", "-q", "-i", $"{ours.Folder}/saved.tar").Succeeded();
        TreeComparison.AssertSame(Podmans(other, id), Ours(ours, id));
    }

    [RootFact]
    public void A_committed_image_shows_what_the_container_shows_to_the_nanosecond()
    {
        var (ours, _) = OurContainer(Renamed);
        var container = Mounted(ours, "work", ours.GraphDriver);
        TreeComparison.AssertSame(container, Ours(ours, ours.GraphDriver("commit", "work").Succeeded().Output));
        string squashed = ours.GraphDriver("commit", "--squash", "work", "squashed").Succeeded().Output;
        TreeComparison.AssertSame(container, Ours(ours, squashed));
        Assert.Single(ours.Podman("image", "inspect", "--format", "{{json .RootFS.Layers}}", squashed).Succeeded().Json().EnumerateArray());
    }

    [RootFact]
    public void A_committed_image_has_the_containers_configuration_and_the_changes()
    {
        var store = peers.Machine.NewStore();
        string image = store.Pull(peers.Pushed("busybox"));
        store.GraphDriver("run", "--name", "work", "-e", "GIVEN=yes", "-w", "/tmp", "-u", "guest", "-v", "/data", image, "true").Succeeded();
        string plain = store.GraphDriver("commit", "work").Succeeded().Output;
        var config = store.Podman("image", "inspect", "--format", "{{json .Config}}", plain).Succeeded().Json();
        Assert.Equal("guest", config.GetProperty("User").GetString());
        Assert.Equal("/tmp", config.GetProperty("WorkingDir").GetString());
        Assert.Contains("GIVEN=yes", Texts(config.GetProperty("Env")));
        Assert.Equal(["true"], Texts(config.GetProperty("Cmd")));
        Assert.True(config.GetProperty("Volumes").TryGetProperty("/data", out _));

        string changed = store.GraphDriver(
            "commit", "-f", "docker", "-a", "Me <me@there>", "-m", "a message", "-c", "CMD [\"sh\",\"-c\",\"echo $A\"]", "-c", "ENV A=\"set here\"", "-c", "USER root",
            "-c", "EXPOSE 80", "-c", "LABEL one=1", "-c", "ONBUILD RUN true", "-c", "STOPSIGNAL SIGINT", "-c", "WORKDIR /", "work", "other:tag").Succeeded().Output;
        var inspected = store.Podman("image", "inspect", changed).Succeeded().Json()[0];
        Assert.Equal("localhost/other:tag", inspected.GetProperty("RepoTags")[0].GetString());
        Assert.Equal("Me <me@there>", inspected.GetProperty("Author").GetString());
        Assert.Equal("a message", inspected.GetProperty("Comment").GetString());
        Assert.Equal("application/vnd.docker.distribution.manifest.v2+json", inspected.GetProperty("ManifestType").GetString());
        Assert.Equal("SIGINT", inspected.GetProperty("Config").GetProperty("StopSignal").GetString());
        var documents = store.Skopeo("inspect", "--config", "--raw", $"containers-storage:{changed}").Succeeded().Json();
        Assert.Equal(["RUN true"], Texts(documents.GetProperty("config").GetProperty("OnBuild")));
        Assert.True(inspected.GetProperty("Config").GetProperty("ExposedPorts").TryGetProperty("80/tcp", out _));
        Assert.Equal("1", inspected.GetProperty("Labels").GetProperty("one").GetString());
        Assert.Equal("set here", store.Podman("run", "--rm", "--network", "none", changed).Succeeded().Output);
        Assert.Equal("set here", store.GraphDriver("run", "--rm", changed).Succeeded().Output);
    }

    [RootFact]
    public void A_running_container_is_committed_paused_and_goes_on()
    {
        var store = peers.Machine.NewStore();
        string image = store.Pull(peers.Pushed("busybox"));
        store.GraphDriver("run", "-d", "--name", "work", image, "sh", "-c", "echo begun >/root/begun; while :; do date >>/root/log; done").Succeeded();
        peers.Machine.Run("sh", "-c", $"until [ -s {store.Root}/overlay/*/merged/root/log ]; do sleep 0.1; done").Succeeded();
        var committed = store.GraphDriver("commit", "--pause", "work", "committed");
        Assert.True(committed.ExitCode == 0, committed.ToString());
        Assert.Equal("begun", store.GraphDriver("run", "--rm", "committed", "cat", "/root/begun").Succeeded().Output);
        Assert.Equal("running", store.GraphDriver("ps", "--format", "json").Succeeded().Json()[0].GetProperty("State").GetString());
        store.GraphDriver("rm", "-f", "work").Succeeded();
        Assert.Empty(Mounts(store));
    }

    [RootFact]
    public void An_export_has_the_entries_of_podmans()
    {
        var (ours, _) = OurContainer(Renamed);
        var (theirs, _) = PodmansContainer(Renamed);
        ours.GraphDriver("export", "-o", $"{ours.Folder}/export.tar", "work").Succeeded();
        theirs.Podman("export", "-o", $"{theirs.Folder}/export.tar", "work").Succeeded();
        Assert.Equal(Listed(theirs), Listed(ours));
        var piped = peers.Machine.Run("sh", "-c", $"/command/graphdriver --root {ours.Root} --runroot {ours.RunRoot} export work | cmp - {ours.Folder}/export.tar");
        Assert.True(piped.ExitCode == 0, piped.ToString());
        Assert.Empty(Mounts(ours));
    }

    [RootFact]
    public void Podmans_containers_are_exported_and_compared_as_well()
    {
        var (store, _) = PodmansContainer(Plain);
        string[] expected = Sorted(store.Podman("diff", "work").Succeeded());
        Assert.Equal(expected, Sorted(store.GraphDriver("diff", "work").Succeeded()));
        store.GraphDriver("export", "-o", $"{store.Folder}/export.tar", "work").Succeeded();
        string ours = Listed(store);
        store.Podman("export", "-o", $"{store.Folder}/export.tar", "work").Succeeded();
        Assert.Equal(Listed(store), ours);
    }

    [RootTheory]
    [InlineData("cat")]
    [InlineData("gzip -c")]
    public void An_import_runs_compressed_or_not(string compress)
    {
        var (store, _) = OurContainer(Plain);
        store.GraphDriver("export", "-o", $"{store.Folder}/export.tar", "work").Succeeded();
        peers.Machine.Run("sh", "-c", $"{compress} {store.Folder}/export.tar >{store.Folder}/packed").Succeeded();
        string id = store.GraphDriver("import", "-m", "by a test", "-c", "CMD [\"cat\"]", "-c", "ENTRYPOINT [\"/bin/busybox\"]", $"{store.Folder}/packed", "imported").Succeeded().Output;
        Assert.StartsWith("sha256:", id, StringComparison.Ordinal);
        Assert.Equal("hi", store.GraphDriver("run", "--rm", "imported", "head", "-1", "/root/new").Succeeded().Output);
        Assert.Equal("hi", store.Podman("run", "--rm", "--network", "none", "localhost/imported", "head", "-1", "/root/new").Succeeded().Output);
        Assert.Equal("by a test", store.Podman("history", "--format", "{{.Comment}}", "localhost/imported").Succeeded().Output);
        TreeComparison.AssertSame(Mounted(store, "work", store.GraphDriver), Ours(store, id["sha256:".Length..]));

        var piped = peers.Machine.Run(store.GraphDriverCommand("import", "-") with { Input = File.ReadAllBytes(peers.Machine.Outside($"{store.Folder}/packed")) });
        Assert.True(piped.ExitCode == 0, piped.ToString());
    }

    [RootFact]
    public void What_cannot_be_is_refused_and_leaves_nothing()
    {
        var (store, image) = OurContainer("true\n");
        Assert.Contains("unknown-one", Refused(store, "commit", "unknown-one"), StringComparison.Ordinal);
        Assert.Contains("RUN", Refused(store, "commit", "-c", "RUN true", "work"), StringComparison.Ordinal);
        Assert.Contains("://", Refused(store, "import", "https://example.invalid/x.tar"), StringComparison.Ordinal);
        Assert.Contains("missing.tar", Refused(store, "import", $"{store.Folder}/missing.tar"), StringComparison.Ordinal);
        peers.Machine.WriteFile($"{store.Folder}/no.tar", new string('x', 5000));
        Assert.NotEmpty(Refused(store, "import", $"{store.Folder}/no.tar"));
        Assert.NotEmpty(Refused(store, "export", "-o", $"{store.Folder}/no/such/folder", "work"));
        Assert.Contains("unknown-one", Refused(store, "diff", image, "unknown-one"), StringComparison.Ordinal);
        store.GraphDriver("run", "--name", "named", image, "touch", "/root/.wh.name").Succeeded();
        Assert.Contains("/root/.wh.name", Refused(store, "commit", "named"), StringComparison.Ordinal);
        Assert.Equal(1, store.Json("overlay-images/images.json").GetArrayLength());
        Assert.Empty(Mounts(store));
        Assert.Empty(StoreState.Faults(store));
    }

    private static string Refused(TestStore store, params string[] arguments)
    {
        var result = store.GraphDriver(arguments);
        Assert.True(result.ExitCode == 125, result.ToString());
        return result.Error;
    }

    private (TestStore Store, string Image) OurContainer(string changes)
    {
        var store = peers.Machine.NewStore();
        string image = store.Pull(peers.Pushed("busybox"));
        store.GraphDriver("run", "--name", "work", image, "sh", "-c", changes).Succeeded();
        return (store, image);
    }

    private (TestStore Store, string Image) PodmansContainer(string changes, string? storageConf = null)
    {
        var store = peers.Machine.NewStore(storageConf);
        string image = store.PodmanPull(peers.Pushed("busybox"));
        store.Podman("run", "--name", "work", "--network", "none", image, "sh", "-c", changes).Succeeded();
        return (store, image);
    }

    private TreeListing Podmans(TestStore store, string image)
    {
        string path = store.Podman("image", "mount", image).Succeeded().Output;
        var listing = TreeListing.Of(peers.Machine, path);
        store.Podman("image", "unmount", image).Succeeded();
        return listing;
    }

    private TreeListing Ours(TestStore store, string image) => Mounted(store, image, store.GraphDriver);

    private TreeListing Mounted(TestStore store, string target, Func<string[], CommandResult> command)
    {
        string path = command(["mount", target]).Succeeded().Output;
        var listing = TreeListing.Of(peers.Machine, path);
        command(["unmount", target]).Succeeded();
        Assert.Empty(Mounts(store));
        return listing;
    }

    /// <summary>Two runs of the same script have their own times, and two runtimes their own files.</summary>
    private static TreeListing WithoutTimes(TreeListing listing) =>
        listing.Select(entry => OfTheRuntime.Contains(entry.Path) ? null : entry with { Mtime = entry.Mtime.StartsWith("946684799", StringComparison.Ordinal) ? entry.Mtime : "" });

    private static JsonElement.ArrayEnumerator Mounts(TestStore store) =>
        store.GraphDriver("mount", "--format", "json").Succeeded().Json().EnumerateArray();

    /// <summary>Names, types, modes, owners, sizes and targets as GNU tar lists them; the times of two runs differ.</summary>
    private string Listed(TestStore store)
    {
        var result = peers.Machine.Run("sh", "-c", $"tar --numeric-owner -tvf {store.Folder}/export.tar | sed -E 's/ [0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}} [0-9:]+ / /'").Succeeded();
        return string.Join('\n', result.Lines.Where(line => !OfTheRuntime.Any(path => line.Contains($" {path}", StringComparison.Ordinal))));
    }

    private static string[] Sorted(CommandResult result) => [.. result.Lines.Order(StringComparer.Ordinal)];

    private static IEnumerable<string?> Texts(JsonElement array) => array.EnumerateArray().Select(element => element.GetString());
}
