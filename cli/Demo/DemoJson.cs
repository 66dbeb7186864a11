using System.Text.Json;
using GraphDriver.Savings.Demo;
using GraphDriver.Savings.Memory;

namespace GraphDriver.Cli.Demo;

/// <summary>The demo's figures as JSON. All sizes are bytes, all times seconds.</summary>
internal static class DemoJson
{
    public static void Write(DemoResult result, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("images", result.Images);
        json.WriteNumber("files", result.Files);
        json.WriteNumber("imageBytes", result.ImageBytes);
        json.WriteNumber("differingBytes", result.DifferingBytes);
        json.WriteString("program", result.Program);
        json.WriteString("folder", result.Folder);
        json.WriteString("fileSystem", result.FileSystem);
        WriteTalk(json);
        WriteSide("composefs", result.Composefs, json);
        json.WriteNumber("largestFurtherPart", result.LargestFurtherPart);
        if (result.Plain is { } plain)
        {
            WriteSide("plain", plain, json);
        }

        WritePulls(result, json);
        json.WriteStartArray("phases");
        foreach (var phase in result.Phases)
        {
            json.WriteStartObject();
            json.WriteString("name", phase.Name);
            json.WriteNumber("seconds", phase.Time.TotalSeconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("seconds", result.Time.TotalSeconds);
        json.WriteEndObject();
    }

    private static void WriteTalk(Utf8JsonWriter json)
    {
        json.WriteStartObject("talk");
        json.WriteNumber("images", TalkFigures.Images);
        json.WriteNumber("plainDisk", TalkFigures.PlainDisk);
        json.WriteNumber("composefsDisk", TalkFigures.ComposefsDisk);
        json.WriteNumber("plainMemory", TalkFigures.PlainMemory);
        json.WriteNumber("composefsMemory", TalkFigures.ComposefsMemory);
        json.WriteEndObject();
    }

    private static void WriteSide(string name, DemoSide side, Utf8JsonWriter json)
    {
        json.WriteStartObject(name);
        json.WriteNumber("images", side.Images);
        json.WriteNumber("onDisk", side.OnDisk);
        json.WriteNumber("firstImage", side.FirstImage);
        json.WriteNumber("eachFurtherImage", side.EachFurtherImage);
        json.WriteNumber("furtherPart", side.FurtherPart);
        json.WriteStartObject("eachProcess");
        WriteMemory(side.EachProcess, json);
        json.WriteEndObject();
        json.WriteStartArray("processes");
        foreach (var process in side.Processes)
        {
            json.WriteStartObject();
            WriteMemory(process, json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("pageCache");
        json.WriteNumber("cachedBytes", side.PageCache.CachedBytes);
        json.WriteNumber("plainOverlayBytes", side.PageCache.PlainOverlayBytes);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteMemory(ProcessMemory memory, Utf8JsonWriter json)
    {
        json.WriteNumber("uss", memory.Uss);
        json.WriteNumber("pss", memory.Pss);
        json.WriteNumber("rss", memory.Rss);
    }

    private static void WritePulls(DemoResult result, Utf8JsonWriter json)
    {
        json.WriteStartArray("pulls");
        foreach (var pull in result.Pulls)
        {
            json.WriteStartObject();
            json.WriteString("name", pull.Name);
            json.WriteNumber("seconds", pull.Time.TotalSeconds);
            json.WriteNumber("fetchedBytes", pull.Fetched);
            json.WriteNumber("onDisk", pull.OnDisk);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
