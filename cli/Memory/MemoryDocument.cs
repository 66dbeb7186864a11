using System.Text.Json;
using GraphDriver.Savings.Memory;

namespace GraphDriver.Cli.Memory;

/// <summary>A report of memory as JSON. All sizes are bytes.</summary>
internal static class MemoryDocument
{
    public static void Write(MemoryReport report, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("containers");
        foreach (var container in report.Containers)
        {
            Write(container, json);
        }

        json.WriteEndArray();
        json.WriteStartObject("total");
        Write(report.Total, json);
        json.WriteEndObject();
        if (report.PageCache is { } cache)
        {
            Write(cache, json);
        }

        json.WriteEndObject();
    }

    private static void Write(ContainerMemory measured, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", measured.Container.Id);
        json.WriteString("name", measured.Container.Name);
        json.WriteString("imageId", measured.Container.Image);
        json.WriteString("image", measured.Container.ImageName);
        Write(measured.Memory, json);
        json.WriteStartArray("processes");
        foreach (var process in measured.Processes)
        {
            json.WriteStartObject();
            json.WriteNumber("pid", process.Pid);
            Write(process.Memory, json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(ProcessMemory memory, Utf8JsonWriter json)
    {
        json.WriteNumber("uss", memory.Uss);
        json.WriteNumber("pss", memory.Pss);
        json.WriteNumber("rss", memory.Rss);
        json.WriteNumber("pssAnonymous", memory.PssAnonymous);
        json.WriteNumber("pssFile", memory.PssFile);
        json.WriteNumber("pssShared", memory.PssShared);
        json.WriteNumber("swap", memory.Swap);
        json.WriteNumber("swapPss", memory.SwapPss);
    }

    private static void Write(PageCacheUsage cache, Utf8JsonWriter json)
    {
        json.WriteStartObject("pageCache");
        json.WriteStartArray("images");
        foreach (var image in cache.Images)
        {
            json.WriteStartObject();
            json.WriteString("imageId", image.Image);
            json.WriteString("image", image.Name);
            json.WriteNumber("containers", image.Containers);
            json.WriteNumber("layers", image.Layers);
            json.WriteNumber("cachedBytes", image.CachedBytes);
            json.WriteNumber("sharedBytes", image.SharedBytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("cachedBytes", cache.CachedBytes);
        json.WriteNumber("plainOverlayBytes", cache.PlainOverlayBytes);
        json.WriteNumber("savedBytes", cache.SavedBytes);
        json.WriteEndObject();
    }
}
