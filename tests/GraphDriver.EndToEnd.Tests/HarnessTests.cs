using GraphDriver.EndToEnd.Tests.Harness;
using GraphDriver.EndToEnd.Tests.Images;
using GraphDriver.EndToEnd.Tests.Trees;

namespace GraphDriver.EndToEnd.Tests;

/// <summary>The comparison sees what it is there to see: a test that compares is worth what its listing notices.</summary>
[Collection(PeersCollection.Name)]
public sealed class HarnessTests(PeersFixture peers)
{
    [RootTheory]
    [InlineData("true", "")]
    [InlineData("chmod 0601 file", "file: mode is 8181, should be 81a4")]
    [InlineData("chown 1:2 file", "file: owner is 1:2, should be 0:0")]
    [InlineData("touch -h -d @1.000000001 link", "link: mtime is 1.000000001, should be 1.000000000")]
    [InlineData("touch -d @-1.5 file", "file: mtime is -1.500000000, should be 1.000000000")]
    [InlineData("printf X | dd of=file conv=notrunc status=none; touch -d @1 file", "file: content is ")]
    [InlineData("echo >> file; touch -d @1 file", "file: size is 8, should be 7")]
    [InlineData("ln -snf elsewhere link; touch -h -d @1 link", "link: target is elsewhere, should be file")]
    [InlineData("rm hard; cp -p file hard; touch -d @1 .", "hard: hard link of is hard, should be file")]
    [InlineData("rm device; mknod device c 1 5; touch -d @1 device", "device: device is 1:5, should be 1:3")]
    [InlineData("setfattr -n user.a -v 2 file", "file: xattr user.a is 0x32, should be 0x31")]
    [InlineData("setfattr -n user.b file", "file: xattr user.b is 0x, should be absent")]
    [InlineData("rm file", "file: is missing")]
    [InlineData("mkdir $'odd\\xff\\n'", "odd\\xff\\x0a: is there, and should not be")]
    public void A_listing_shows_a_change(string change, string difference)
    {
        var store = peers.Machine.NewStore();
        const string Make = "mkdir $1; cd $1; echo content | head -c 7 > file; setfattr -n user.a -v 1 file; ln file hard; ln -s file link; mknod device c 1 3; touch -h -d @1 file link device .";
        foreach (string name in (string[])["one", "two"])
        {
            peers.Machine.Run("bash", "-ec", Make, "make", $"{store.Folder}/{name}").Succeeded();
        }

        peers.Machine.Run("bash", "-ec", $"cd {store.Folder}/two; {change}").Succeeded();
        var differences = TreeComparison.Differences(
            TreeListing.Of(peers.Machine, $"{store.Folder}/one"), TreeListing.Of(peers.Machine, $"{store.Folder}/two"));
        if (difference.Length == 0)
        {
            Assert.Empty(differences);
        }
        else
        {
            Assert.Contains(differences, line => line.StartsWith(difference, StringComparison.Ordinal));
        }
    }

    [RootFact]
    public void The_image_of_everything_reaches_podman_whole()
    {
        var store = peers.Machine.NewStore();
        EverythingImage.Write(peers.Machine.Outside($"{store.Folder}/everything"));
        var truth = PodmanTruth.Pull(peers, peers.Registry.Push(peers.Machine, $"oci:{store.Folder}/everything:latest", "harness-everything")).Entries;
        Assert.Equal("4294967297.123456789", truth["times/after-2106"].Mtime);
        Assert.Equal("4294967294:4294967294", truth["modes/largest-owner"].Owner);
        Assert.Equal("511:1048575", truth["types/large"].Device);
        Assert.Equal("hard-elsewhere", truth["types/harder"].HardLinkOf);
        Assert.Equal("0x00ff0a3d", truth["xattrs/user"].Xattrs["user.binary"]);
        Assert.Contains("security.capability", truth["xattrs/capable"].Xattrs);
        Assert.Contains("names/latin-\u00e9\u00ff\u0080", truth);
        Assert.DoesNotContain("hidden/opaque/below", truth);
        Assert.DoesNotContain("hidden/back/first", truth);
        Assert.True(truth.Count > 1500);
    }
}
