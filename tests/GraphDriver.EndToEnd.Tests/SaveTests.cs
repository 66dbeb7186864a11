using GraphDriver.EndToEnd.Tests.Harness;

namespace GraphDriver.EndToEnd.Tests;

/// <summary>What we save is what podman loads, and what is not saved whole is not there.</summary>
[Collection(PeersCollection.Name)]
public sealed class SaveTests(PeersFixture peers)
{
    [RootTheory]
    [InlineData("docker-archive")]
    [InlineData("oci-archive")]
    public void podman_loads_archives(string format)
    {
        var store = peers.Machine.NewStore();
        string reference = peers.Pushed("debian-gzip");
        string id = store.Pull(reference);
        string file = $"{store.Folder}/image.tar";
        store.GraphDriver("save", "-q", "--format", format, "-o", file, reference).Succeeded();
        var theirs = peers.Machine.NewStore();
        Assert.Contains(reference, theirs.Podman("load", "-q", "-i", file).Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal(id, theirs.Podman("image", "inspect", "--format", "{{.Id}}", reference).Succeeded().Output);
        Assert.Equal("hello there", theirs.Podman("run", "--rm", "--network", "none", reference, "printenv", "GREETING").Succeeded().Output);
    }

    [RootTheory]
    [InlineData("docker-dir", "dir:")]
    [InlineData("oci-dir", "oci:")]
    public void podman_pulls_directories(string format, string transport)
    {
        var store = peers.Machine.NewStore();
        string id = store.Pull(peers.Pushed("busybox"));
        store.GraphDriver("save", "-q", "--format", format, "-o", $"{store.Folder}/saved", id).Succeeded();
        Assert.Equal(id, peers.Machine.NewStore().PodmanPull($"{transport}{store.Folder}/saved"));
        Assert.Equal(id, peers.Machine.NewStore().Pull($"{transport}{store.Folder}/saved"));
    }

    [RootFact]
    public void An_archive_of_many_images_goes_through_a_pipe()
    {
        var store = peers.Machine.NewStore();
        store.Pull(peers.Pushed("busybox"));
        store.Pull(peers.Pushed("debian-gzip"));
        var saved = store.GraphDriver("save", "-q", "-m", peers.Pushed("busybox"), peers.Pushed("debian-gzip")).Succeeded();
        var theirs = peers.Machine.NewStore();
        var loaded = peers.Machine.Run(theirs.PodmanCommand("load", "-q") with { Input = saved.OutputBytes }).Succeeded().Output;
        Assert.Contains(peers.Pushed("busybox"), loaded, StringComparison.Ordinal);
        Assert.Contains(peers.Pushed("debian-gzip"), loaded, StringComparison.Ordinal);
    }

    [RootFact]
    public void The_same_image_makes_the_same_archive_and_more_names_are_in_it()
    {
        var store = peers.Machine.NewStore();
        string id = store.Pull(peers.Pushed("busybox"));
        foreach (string format in (string[])["docker-archive", "oci-archive"])
        {
            byte[] one = store.GraphDriver("save", "-q", "--format", format, id).Succeeded().OutputBytes;
            Assert.Equal(one, store.GraphDriver("save", "-q", "--format", format, id).Succeeded().OutputBytes);
        }

        store.GraphDriver("save", "-q", "-o", $"{store.Folder}/named.tar", peers.Pushed("busybox"), "also/this:1").Succeeded();
        var theirs = peers.Machine.NewStore();
        theirs.Podman("load", "-q", "-i", $"{store.Folder}/named.tar").Succeeded();
        Assert.Equal(id, theirs.Podman("image", "inspect", "--format", "{{.Id}}", "localhost/also/this:1").Succeeded().Output);
    }

    [RootTheory]
    [InlineData("save", "--format", "docker-archive", "-o", "{0}/place")]
    [InlineData("save", "--format", "oci-archive", "-o", "{0}/place")]
    [InlineData("save", "--format", "oci-dir", "-o", "{0}/place")]
    [InlineData("save", "--format", "docker-dir", "-o", "{0}/place")]
    public void What_is_interrupted_leaves_nothing_and_what_is_killed_nothing_half(params string[] words)
    {
        var store = peers.Machine.NewStore();
        string id = store.Pull(peers.Pushed("debian-gzip"));
        string folder = $"{store.Folder}/out";
        Directory.CreateDirectory(peers.Machine.Outside(folder));
        string[] command = [.. words.Select(word => word.Replace("{0}", folder, StringComparison.Ordinal)), "-q", id];

        using (var running = peers.Machine.Start(store.GraphDriverCommand(command)))
        {
            WaitForFiles(folder);
            peers.Machine.Run("kill", "-INT", $"{running.Id}");
            Assert.Equal(130, running.WaitForExit(TimeSpan.FromMinutes(1)).ExitCode);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(peers.Machine.Outside(folder)));
        using (var running = peers.Machine.Start(store.GraphDriverCommand(command)))
        {
            WaitForFiles(folder);
            running.Kill();
            running.WaitForExit(TimeSpan.FromMinutes(1));
        }

        Assert.All(
            Directory.EnumerateFiles(peers.Machine.Outside(folder), "*", SearchOption.AllDirectories),
            path => Assert.StartsWith(".graphdriver-new-", Path.GetFileName(path), StringComparison.Ordinal));
        store.GraphDriver(command).Succeeded();
    }

    private void WaitForFiles(string folder) => Assert.True(SpinWait.SpinUntil(
        () => Directory.EnumerateFiles(peers.Machine.Outside(folder), "*", SearchOption.AllDirectories).Any(), TimeSpan.FromSeconds(30)));
}
