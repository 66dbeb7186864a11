using System.Text.Json.Nodes;
using GraphDriver.EndToEnd.Tests.Harness;

namespace GraphDriver.EndToEnd.Tests.Checks;

/// <summary>Breaks one thing of a store, anything, and knows what a check then finds: the kind and a part of the place of each finding.</summary>
internal sealed class Breakage(TestStore store, Random random)
{
    private const string LayersFile = "overlay-layers/layers.json";
    private const string ImagesFile = "overlay-images/images.json";

    /// <summary>Breaks something.</summary>
    /// <returns>What was done, in words, and what is to be found.</returns>
    public (string What, (string Kind, string Where)[] Expected) Break() => random.Next(13) switch
    {
        0 => FlipObject(),
        1 => OnObject("is cut", path => Write(path, File.ReadAllBytes(path)[..^1], inPlace: true), "damaged-object"),
        2 => OnObject("is removed", File.Delete, "missing-object"),
        3 => OnObject("is replaced", path => Write(path, [.. File.ReadAllBytes(path).Select(value => (byte)~value)], inPlace: false), "damaged-object"),
        4 => OnLayer("composefs-data/composefs.blob", "is removed", File.Delete, "missing-blob"),
        5 => OnLayer("composefs-data/composefs.blob", "has another byte", path => Flip(path, 0), "damaged-blob"),
        6 => OnLayer("composefs-data/composefs.blob", "is cut", path => Write(path, File.ReadAllBytes(path)[..^4096], inPlace: true), "damaged-blob"),
        7 => OnTarSplit("is removed", File.Delete, "missing-tar-split"),
        8 => OnTarSplit("has other bytes", Scramble, "damaged-tar-split"),
        9 => OnLayer("link", "is removed", File.Delete, "damaged-link"),
        10 => OnLayer("", "is removed", path => Directory.Delete(path, recursive: true), "missing-directory"),
        11 => OnDocument(),
        _ => OnRecord(),
    };

    private string Outside(string path) => store.Machine.Outside($"{store.Root}/{path}");

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private string PickLayer() => Pick(store.Json(LayersFile).EnumerateArray().Select(record => record.GetProperty("id").GetString()!).ToList());

    private string PickObject() =>
        Pick(Directory.EnumerateFiles(Outside($"overlay/{PickLayer()}/diff"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList());

    private (string, (string, string)[]) FlipObject() => OnObject("has another byte", path => Flip(path, 0), "damaged-object");

    private (string, (string, string)[]) OnObject(string what, Action<string> action, string kind)
    {
        string path = PickObject();
        action(path);
        string name = $"{Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetFileName(path)}";
        return ($"the object {path[^132..]} {what}", [(kind, name)]);
    }

    private (string, (string, string)[]) OnLayer(string file, string what, Action<string> action, string kind)
    {
        string place = $"overlay/{PickLayer()}/{file}".TrimEnd('/');
        action(Outside(place));
        return ($"{place} {what}", [(kind, place)]);
    }

    private (string, (string, string)[]) OnTarSplit(string what, Action<string> action, string kind)
    {
        string place = $"overlay-layers/{PickLayer()}.tar-split.gz";
        action(Outside(place));
        return ($"{place} {what}", [(kind, place)]);
    }

    /// <summary>A file of an image; what a killed pull left beside it, half written, no record knows.</summary>
    private (string, (string, string)[]) OnDocument()
    {
        string path = Pick(Directory.EnumerateDirectories(Outside("overlay-images")).SelectMany(Directory.EnumerateFiles)
            .Where(path => !Path.GetFileName(path).StartsWith(".tmp-", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList());
        string place = $"{Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetFileName(path)}";
        if (random.Next(2) == 0)
        {
            File.Delete(path);
            return ($"{place} is removed", [("missing-data", place)]);
        }

        Flip(path, 0);
        return ($"{place} has another byte", [("damaged-data", place)]);
    }

    /// <summary>What stands on a layer that has no record is found, and what is left of the layer itself.</summary>
    private (string, (string, string)[]) OnRecord()
    {
        var layers = JsonNode.Parse(File.ReadAllText(Outside(LayersFile)))!.AsArray();
        var gone = Pick(layers.ToList())!;
        string id = gone["id"]!.GetValue<string>();
        layers.Remove(gone);
        File.WriteAllText(Outside(LayersFile), layers.ToJsonString());
        var above = layers.Where(record => record!["parent"]?.GetValue<string>() == id).Select(record => ("missing-layer", $"layer {record!["id"]!.GetValue<string>()}"));
        var images = store.Json(ImagesFile).EnumerateArray().Where(image => image.GetProperty("layer").GetString() == id)
            .Select(image => ("missing-layer", $"image {image.GetProperty("id").GetString()}"));
        return ($"the record of the layer {id} is removed", [.. above, .. images, ("orphaned-directory", id)]);
    }

    private void Flip(string path, int first)
    {
        byte[] content = File.ReadAllBytes(path);
        content[random.Next(first, content.Length)] ^= (byte)(1 << random.Next(8));
        Write(path, content, inPlace: true);
    }

    /// <summary>Several bytes of compressed data, since many a single bit means nothing there; and none of the header, of which nothing tells.</summary>
    private void Scramble(string path)
    {
        const int Header = 10;
        const int Length = 16;
        byte[] content = File.ReadAllBytes(path);
        int start = random.Next(Header, content.Length - Length);
        for (int i = 0; i < Length; i++)
        {
            content[start + i] ^= 0xFF;
        }

        Write(path, content, inPlace: true);
    }

    private static void Write(string path, byte[] content, bool inPlace)
    {
        if (!inPlace)
        {
            File.Delete(path);
        }

        using var file = new FileStream(path, inPlace ? FileMode.Open : FileMode.CreateNew, FileAccess.Write);
        file.SetLength(content.Length);
        file.Write(content);
    }
}
