using System.Text.Json;

namespace GraphDriver.EndToEnd.Tests.Harness;

/// <summary>What a store holds by its records and by its folders, and whether the two agree.</summary>
internal static class StoreState
{
    private static readonly string[] RecordFiles =
    [
        "overlay-layers/layers.json", "overlay-layers/volatile-layers.json", "overlay-images/images.json",
        "overlay-containers/containers.json", "overlay-containers/volatile-containers.json",
    ];

    /// <summary>What is no layer in <c>overlay/</c>: folders, and the file by which podman remembers whether it needs a mount program.</summary>
    private static readonly string[] NoLayers = ["l", "staging", "tempdirs", ".has-mount-program"];

    /// <summary>Everything that a failed command must leave as it was: records, layer folders, links, objects.</summary>
    public static IReadOnlyList<string> Of(TestStore store)
    {
        var lines = new List<string>();
        foreach (string file in RecordFiles)
        {
            lines.AddRange(store.Json(file).EnumerateArray().Select(record => $"{file} {record.GetProperty("id").GetString()} {HasFlag(record, "incomplete")}"));
        }

        string[] folders = ["overlay", "overlay/l", "overlay-layers", "overlay-images", "overlay-containers"];
        foreach (string folder in folders)
        {
            lines.AddRange(Names(store, folder).Where(name => !name.EndsWith(".lock", StringComparison.Ordinal)).Select(name => $"{folder}/{name}"));
        }

        lines.AddRange(Staged(store).Select(name => $"overlay/staging/{name}"));
        return lines;
    }

    /// <summary>What must never be: half layers, folders without a record, records without a folder, staging left behind, orphaned objects.</summary>
    public static IReadOnlyList<string> Faults(TestStore store)
    {
        var faults = new List<string>();
        var recorded = new HashSet<string>(StringComparer.Ordinal);
        foreach (string file in RecordFiles[..2])
        {
            foreach (var record in store.Json(file).EnumerateArray())
            {
                recorded.Add(record.GetProperty("id").GetString()!);
                if (HasFlag(record, "incomplete"))
                {
                    faults.Add($"{file}: {record.GetProperty("id")} is incomplete");
                }
            }
        }

        var folders = Names(store, "overlay").Where(name => !NoLayers.Contains(name)).ToHashSet(StringComparer.Ordinal);
        faults.AddRange(folders.Except(recorded).Select(name => $"overlay/{name} has no record"));
        faults.AddRange(recorded.Except(folders).Select(name => $"layer {name} has no folder"));
        faults.AddRange(Names(store, "overlay-layers").Where(name => name.EndsWith(".tar-split.gz", StringComparison.Ordinal))
            .Where(name => !recorded.Contains(name[..64])).Select(name => $"overlay-layers/{name} has no record"));
        faults.AddRange(Staged(store).Select(name => $"overlay/staging/{name} is left"));
        return faults;
    }

    /// <summary>Objects of the pool that no layer holds.</summary>
    public static IReadOnlyList<string> Orphans(TestStore store)
    {
        string pool = $"{store.Root}/graphdriver/objects";
        return Directory.Exists(store.Machine.Outside(pool))
            ? store.Machine.Run("find", pool, "-type", "f", "-links", "1").Succeeded().Lines
            : [];
    }

    private static bool HasFlag(JsonElement record, string flag) =>
        record.TryGetProperty("flags", out var flags) && flags.ValueKind == JsonValueKind.Object && flags.TryGetProperty(flag, out _);

    private static IEnumerable<string> Staged(TestStore store) => Names(store, "overlay/staging");

    private static IEnumerable<string> Names(TestStore store, string folder)
    {
        string path = store.Machine.Outside($"{store.Root}/{folder}");
        return Directory.Exists(path)
            ? Directory.EnumerateFileSystemEntries(path).Select(entry => Path.GetFileName(entry)!).Order(StringComparer.Ordinal)
            : [];
    }
}
