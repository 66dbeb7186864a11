using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GraphDriver.Oci.Model;

/// <summary>
/// Writes the configurations of new images (https://github.com/opencontainers/image-spec/blob/main/config.md). Docker's form has more: a comment, <c>OnBuild</c>,
/// <c>Shell</c> and a health check, which OCI's leaves out.
/// </summary>
public static class ImageConfigWriter
{
    /// <summary>The JSON of a configuration; its SHA-256 is the image's id.</summary>
    /// <param name="config">What it says.</param>
    /// <param name="isDocker">Whether it is of Docker's form.</param>
    public static byte[] Write(ImageConfig config, bool isDocker)
    {
        ArgumentNullException.ThrowIfNull(config);
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (isDocker)
            {
                WriteString(json, "comment", config.Comment);
            }

            WriteTime(json, config.CreatedText, config.Created);
            WriteString(json, "author", config.Author);
            json.WriteString("architecture", config.Architecture);
            json.WriteString("os", config.Os);
            WriteString(json, "variant", config.Variant);
            json.WriteStartObject("config");
            WriteContainer(json, config.Config);
            if (isDocker)
            {
                WriteDockerContainer(json, config.Config);
            }

            json.WriteEndObject();
            WriteRootFs(json, config.RootFs);
            WriteHistory(json, config.History);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static void WriteContainer(Utf8JsonWriter json, ContainerConfig config)
    {
        WriteString(json, "User", config.User);
        WriteSet(json, "ExposedPorts", config.ExposedPorts);
        WriteStrings(json, "Env", config.Env);
        WriteStrings(json, "Entrypoint", config.Entrypoint);
        WriteStrings(json, "Cmd", config.Cmd);
        WriteSet(json, "Volumes", config.Volumes);
        WriteString(json, "WorkingDir", config.WorkingDir);
        if (config.Labels.Count > 0)
        {
            json.WriteStartObject("Labels");
            foreach (var (key, value) in config.Labels.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
        }

        WriteString(json, "StopSignal", config.StopSignal);
    }

    private static void WriteDockerContainer(Utf8JsonWriter json, ContainerConfig config)
    {
        WriteStrings(json, "OnBuild", config.OnBuild);
        WriteStrings(json, "Shell", config.Shell);
        if (config.Healthcheck is { } healthcheck)
        {
            json.WritePropertyName("Healthcheck");
            json.WriteRawValue(healthcheck);
        }
    }

    private static void WriteRootFs(Utf8JsonWriter json, RootFs rootFs)
    {
        json.WriteStartObject("rootfs");
        json.WriteString("type", "layers");
        WriteStrings(json, "diff_ids", rootFs.DiffIds.Select(diffId => diffId.ToString()));
        json.WriteEndObject();
    }

    private static void WriteHistory(Utf8JsonWriter json, IReadOnlyList<HistoryEntry> history)
    {
        json.WriteStartArray("history");
        foreach (var entry in history)
        {
            json.WriteStartObject();
            WriteTime(json, entry.CreatedText, entry.Created);
            WriteString(json, "created_by", entry.CreatedBy);
            WriteString(json, "author", entry.Author);
            WriteString(json, "comment", entry.Comment);
            if (entry.EmptyLayer)
            {
                json.WriteBoolean("empty_layer", true);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTime(Utf8JsonWriter json, string? text, DateTimeOffset? time) =>
        WriteString(json, "created", text ?? time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));

    private static void WriteString(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        if (values.Any())
        {
            json.WriteStartArray(name);
            foreach (var value in values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }
    }

    /// <summary>Go's form of a set: an object of empty objects.</summary>
    private static void WriteSet(Utf8JsonWriter json, string name, IReadOnlyList<string> items)
    {
        if (items.Count > 0)
        {
            json.WriteStartObject(name);
            foreach (var item in items.Order(StringComparer.Ordinal))
            {
                json.WriteStartObject(item);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }
    }
}
