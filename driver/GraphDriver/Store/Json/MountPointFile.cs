using System.Text.Json;

namespace GraphDriver.Store.Json;

/// <summary>The JSON array that mountpoints.json is.</summary>
internal static class MountPointFile
{
    /// <exception cref="InvalidDataException">It is not such an array; <paramref name="source"/> is named.</exception>
    public static List<MountPoint> Parse(byte[] content, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            return document.RootElement.ValueKind == JsonValueKind.Null
                ? []
                : [.. document.RootElement.EnumerateArray().Select(Mount).Where(mount => mount.Path.Length > 0 && mount.Count > 0)];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException($"{source} is not the JSON of mount points: {error.Message}", error);
        }
    }

    public static byte[] Format(IEnumerable<MountPoint> mounts)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (var mount in mounts)
            {
                json.WriteStartObject();
                json.WriteString("id", mount.Layer.Hex);
                json.WriteString("path", mount.Path);
                json.WriteNumber("count", mount.Count);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return stream.ToArray();
    }

    private static MountPoint Mount(JsonElement fields) =>
        new(LayerId.Parse(Text(fields, "id")), Text(fields, "path"), fields.TryGetProperty("count", out var count) ? count.GetInt32() : 0);

    private static string Text(JsonElement fields, string name) => fields.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
