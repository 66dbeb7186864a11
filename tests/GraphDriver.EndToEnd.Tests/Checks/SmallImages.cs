using System.Text.Json;
using GraphDriver.EndToEnd.Tests.Harness;
using GraphDriver.EndToEnd.Tests.Images;
using GraphDriver.Testing;

namespace GraphDriver.EndToEnd.Tests.Checks;

/// <summary>Small images over busybox that share layers and files, in a registry.</summary>
internal sealed class SmallImages
{
    private const int Count = 6;
    private const int Files = 12;

    public SmallImages(PeersFixture peers, string folder)
    {
        (byte[] busybox, string diffId) = ReadBusybox(peers.Machine);
        References = [.. Enumerable.Range(0, Count).Select(number =>
        {
            string path = $"{folder}/image{number}";
            new OciLayout(peers.Machine.Outside(path)).Blob(busybox, diffId).Layer(Middle(number / 2)).Layer(Top(number)).Write();
            return peers.Registry.Push(peers.Machine, $"oci:{path}:latest", $"small{number}:latest");
        })];
    }

    /// <summary>Without <c>docker://</c>.</summary>
    public IReadOnlyList<string> References { get; }

    /// <summary>What an image has in its file <c>/own</c>.</summary>
    public static string Own(int image) => $"of image {image}";

    /// <summary>Two images have the same; all have files in common.</summary>
    private static byte[] Middle(int pair)
    {
        var tar = new TarBuilder().Directory("data/");
        for (int file = 0; file < Files; file++)
        {
            tar.File($"data/{file}", Content(file < Files / 2 ? 100 + file : (pair * Files) + file));
        }

        return tar.End().ToArray();
    }

    private static byte[] Top(int image) => new TarBuilder().File("own", Own(image)).File("data/.wh.1", "").File("data/2", Content(1000 + image)).File("data/more", Content(100)).HardLink("link", "own").End().ToArray();

    private static string Content(int number) => string.Join(' ', Enumerable.Repeat($"content {number}", 200 + number));

    private static (byte[] Blob, string DiffId) ReadBusybox(Machine machine)
    {
        string folder = machine.Outside("/images/busybox");
        var index = Read($"{folder}/index.json");
        var manifest = Read(BlobPath(folder, index.GetProperty("manifests")[0].GetProperty("digest")));
        var config = Read(BlobPath(folder, manifest.GetProperty("config").GetProperty("digest")));
        return (File.ReadAllBytes(BlobPath(folder, manifest.GetProperty("layers")[0].GetProperty("digest"))), config.GetProperty("rootfs").GetProperty("diff_ids")[0].GetString()!);
    }

    private static string BlobPath(string folder, JsonElement digest) => $"{folder}/blobs/sha256/{digest.GetString()!["sha256:".Length..]}";

    private static JsonElement Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.Clone();
    }
}
