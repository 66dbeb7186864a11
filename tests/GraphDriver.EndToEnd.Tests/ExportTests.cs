using System.Security.Cryptography;
using GraphDriver.Configuration;
using GraphDriver.Drivers;
using GraphDriver.EndToEnd.Tests.Harness;
using GraphDriver.EndToEnd.Tests.Images;
using GraphDriver.Store;
using GraphDriver.Testing;

namespace GraphDriver.EndToEnd.Tests;

/// <summary>The tar of every layer in a store has the SHA-256 that the image's configuration gives the layer.</summary>
[Collection(PeersCollection.Name)]
public sealed class ExportTests(PeersFixture peers) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("graphdriver-export-").FullName;

    [RootFact]
    public void The_layers_of_a_Debian_image_come_back_byte_for_byte()
    {
        var store = peers.Machine.NewStore();
        store.Pull(peers.Pushed("debian-gzip"));
        AssertExports(store, layers: 3);
    }

    [RootFact]
    public void Layers_of_everything_that_a_layer_may_hold_come_back_byte_for_byte()
    {
        var store = peers.Machine.NewStore();
        string layout = $"{store.Folder}/everything";
        EverythingImage.Write(peers.Machine.Outside(layout));
        store.Pull($"oci:{layout}:latest");
        AssertExports(store, layers: 3);
    }

    [RootFact]
    public void Layers_with_superseded_entries_come_back_byte_for_byte()
    {
        var store = peers.Machine.NewStore();
        string layout = $"{store.Folder}/duplicates";
        byte[] first = new TarBuilder()
            .File("file", "first").File("file", "the last")
            .File("large", new string('l', 2_000_000)).Symlink("large", "file")
            .Directory("folder/").File("folder/inside", "gone").File("folder/linked", "kept").HardLink("kept", "folder/linked").File("folder", "a file now")
            .End().ToArray();
        byte[] second = new TarBuilder().File("file", "shared").HardLink("other", "file").File("file", "shared").File("d/.wh.x", "odd").End().ToArray();
        new OciLayout(peers.Machine.Outside(layout)).Layer(first).Layer(second).Write();
        store.Pull($"oci:{layout}:latest");
        AssertExports(store, layers: 2);
    }

    [RootTheory]
    [InlineData(false, "debian-gzip", 3)]
    [InlineData(true, "debian-gzip", 3)]
    [InlineData(true, "debian-chunked", 3)]
    public void The_layers_that_podman_keeps_come_back_byte_for_byte(bool composefs, string image, int layers)
    {
        var store = composefs ? PodmanStore.WithComposefs(peers.Machine) : peers.Machine.NewStore();
        store.PodmanPull(peers.Pushed(image));
        int blobs = peers.Machine.Run("find", $"{store.Root}/overlay", "-name", "composefs.blob").Succeeded().Lines.Length;
        Assert.Equal(composefs ? layers : 0, blobs);
        AssertExports(store, layers);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void AssertExports(TestStore store, int layers)
    {
        using var storage = OpenCopy(store);
        var driver = GraphDrivers.Of(storage);
        var records = storage.Layers.Read().Records;
        Assert.Equal(layers, records.Count);
        foreach (var layer in records)
        {
            using var tar = driver.Diff(layer.Id);
            Assert.Equal(layer.UncompressedDigest.Hex, Convert.ToHexStringLower(SHA256.HashData(tar)));
        }
    }

    /// <summary>The store lies in the machine's mount namespace, where this process may read it and not open it as a store.</summary>
    private ContainerStorage OpenCopy(TestStore store)
    {
        string copy = Path.Combine(_folder, "root");
        using (var process = System.Diagnostics.Process.Start("cp", ["-a", store.Machine.Outside(store.Root), copy]))
        {
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
        }

        string conf = Path.Combine(_folder, "storage.conf");
        File.WriteAllText(conf, $"[storage]\ndriver = \"overlay\"\ngraphroot = \"{copy}\"\nrunroot = \"{_folder}/run\"\n");
        return ContainerStorage.Open(StorageConfiguration.Load(new ConfigurationOverrides { ConfigurationFile = conf }));
    }
}
