using System.Security.Cryptography;
using GraphDriver.EndToEnd.Tests.Harness;
using GraphDriver.EndToEnd.Tests.Images;
using GraphDriver.Testing;

namespace GraphDriver.EndToEnd.Tests;

/// <summary>What the store has is not fetched again, and one content stays one inode as far as the file system lets it.</summary>
[Collection(PeersCollection.Name)]
public sealed class ReuseTests(PeersFixture peers)
{
    private const string Content = "a content that many layers have";

    private static readonly byte[] Shared = new TarBuilder().Directory("shared/").File("shared/file", Content).File("shared/same", Content).End().ToArray();

    [RootTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_layer_that_is_there_over_another_parent_is_not_fetched(bool byPodman)
    {
        var store = peers.Machine.NewStore();
        string first = Write(store, "first", new TarBuilder().File("first", "1"));
        _ = byPodman ? store.PodmanPull(first) : store.Pull(first);
        string second = Write(store, "second", new TarBuilder().File("second", "2"));
        RemoveSharedBlob(store, "second");

        string id = store.Pull(second);

        string mounted = store.GraphDriver("mount", id).Succeeded().Output;
        Assert.Equal(Content, File.ReadAllText(peers.Machine.Outside($"{mounted}/shared/file")));
        Assert.Equal("2", File.ReadAllText(peers.Machine.Outside($"{mounted}/second")));
        store.GraphDriver("unmount", id).Succeeded();
        Assert.Empty(StoreState.Faults(store));
    }

    [RootFact]
    public void A_layer_whose_objects_are_damaged_is_fetched()
    {
        var store = peers.Machine.NewStore();
        store.Pull(Write(store, "first", new TarBuilder().File("first", "1")));
        foreach (string path in ObjectPaths(store))
        {
            File.WriteAllText(peers.Machine.Outside(path), new string('x', Content.Length));
            File.SetLastWriteTimeUtc(peers.Machine.Outside(path), DateTime.UnixEpoch);
        }

        string id = store.Pull(Write(store, "second", new TarBuilder().File("second", "2")));

        string mounted = store.GraphDriver("mount", id).Succeeded().Output;
        Assert.Equal(Content, File.ReadAllText(peers.Machine.Outside($"{mounted}/shared/file")));
        store.GraphDriver("unmount", id).Succeeded();
    }

    [RootFact]
    public void An_object_at_the_link_limit_is_written_once_more()
    {
        var store = peers.Machine.NewStore();
        store.Pull(Write(store, "first", new TarBuilder().File("first", "1")));
        string full = ObjectPaths(store).Single();
        peers.Machine.Run("mkdir", $"{store.Folder}/links").Succeeded();
        peers.Machine.Run("perl", "-e", $"for (0..70000) {{ link('{full}', \"{store.Folder}/links/$_\") or last }} print -s '{full}'").Succeeded();

        string id = store.Pull(Write(store, "second", new TarBuilder().File("second", Content)));

        string mounted = store.GraphDriver("mount", id).Succeeded().Output;
        Assert.Equal(Content, File.ReadAllText(peers.Machine.Outside($"{mounted}/second")));
        Assert.Equal(2, ObjectPaths(store).Length);
        store.GraphDriver("unmount", id).Succeeded();
    }

    private string Write(TestStore store, string name, TarBuilder own)
    {
        new OciLayout(peers.Machine.Outside($"{store.Folder}/{name}")).Layer(own.End().ToArray()).Layer(Shared).Write();
        return $"oci:{store.Folder}/{name}:latest";
    }

    private void RemoveSharedBlob(TestStore store, string name)
    {
        var layout = new OciLayout(peers.Machine.Outside($"{store.Folder}/other")).Layer(Shared);
        layout.Write();
        foreach (string blob in Directory.GetFiles(peers.Machine.Outside($"{store.Folder}/other/blobs/sha256")))
        {
            File.Delete(peers.Machine.Outside($"{store.Folder}/{name}/blobs/sha256/{Path.GetFileName(blob)}"));
        }
    }

    /// <summary>The inodes below <c>overlay/</c> that hold the shared content, each by one of its paths.</summary>
    private static string[] ObjectPaths(TestStore store)
    {
        string name = Convert.ToHexStringLower(SHA256.HashData(TarBuilder.Bytes(Content)));
        return
        [
            .. store.Machine.Run("find", $"{store.Root}/overlay", "-name", name[2..], "-printf", "%i %p\n").Succeeded().Lines
                .Select(line => line.Split(' ')).DistinctBy(parts => parts[0]).Select(parts => parts[1]),
        ];
    }
}
