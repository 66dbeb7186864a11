using System.Text.Json;
using GraphDriver.Cli.Memory;
using GraphDriver.Cli.Output;
using GraphDriver.Savings;

namespace GraphDriver.Cli.Savings;

/// <summary>What a store saves as JSON, with the documents of <c>df</c> and <c>stats --page-cache</c> that the figures come from. All sizes are bytes.</summary>
internal static class SavingsDocument
{
    public static void Write(Utf8JsonWriter json, StoreSavings savings)
    {
        var (disk, cache) = (savings.Disk, savings.PageCache);
        json.WriteStartObject();
        json.WriteStartObject("disk");
        json.WriteNumber("images", disk.Images);
        json.WriteNumber("layers", disk.Layers);
        Write(json, "shared", disk.Shared);
        Write(json, "plainOverlay", disk.PlainOverlay);
        json.WriteNumber("savedBytes", disk.Saved);
        json.WriteEndObject();
        json.WriteStartObject("pageCache");
        json.WriteNumber("containers", savings.Memory.Containers.Count);
        json.WriteNumber("images", cache.Images.Count);
        json.WriteNumber("sharedBytes", cache.CachedBytes);
        json.WriteNumber("plainOverlayBytes", cache.PlainOverlayBytes);
        json.WriteNumber("savedBytes", cache.SavedBytes);
        json.WriteEndObject();
        json.WritePropertyName("df");
        DiskUsageJson.Write(json, savings.Usage, savings.Additional);
        json.WritePropertyName("stats");
        MemoryDocument.Write(savings.Memory, json);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, StorageCost cost)
    {
        json.WriteStartObject(name);
        json.WriteNumber("contents", cost.Contents);
        json.WriteNumber("metadata", cost.Metadata);
        json.WriteNumber("sharing", cost.Sharing);
        json.WriteNumber("bytes", cost.Total);
        json.WriteEndObject();
    }
}
