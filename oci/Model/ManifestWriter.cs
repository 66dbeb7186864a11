using System.Text.Encodings.Web;
using System.Text.Json;

namespace GraphDriver.Oci.Model;

/// <summary>
/// Writes the manifests of images, of OCI (https://github.com/opencontainers/image-spec/blob/main/manifest.md) and of Docker, schema 2. The same manifest gives the
/// same bytes.
/// </summary>
public static class ManifestWriter
{
    /// <summary>The JSON of a manifest; its media type says in which of the two forms.</summary>
    public static byte[] Write(Manifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", 2);
            json.WriteString("mediaType", manifest.MediaType);
            json.WritePropertyName("config");
            Write(json, manifest.Config);
            json.WriteStartArray("layers");
            foreach (var layer in manifest.Layers)
            {
                Write(json, layer);
            }

            json.WriteEndArray();
            WriteAnnotations(json, manifest.Annotations);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static void Write(Utf8JsonWriter json, Descriptor descriptor)
    {
        json.WriteStartObject();
        json.WriteString("mediaType", descriptor.MediaType);
        json.WriteString("digest", descriptor.Digest.ToString());
        json.WriteNumber("size", descriptor.Size);
        if (descriptor.Urls.Count > 0)
        {
            json.WriteStartArray("urls");
            foreach (var url in descriptor.Urls)
            {
                json.WriteStringValue(url);
            }

            json.WriteEndArray();
        }

        WriteAnnotations(json, descriptor.Annotations);
        json.WriteEndObject();
    }

    private static void WriteAnnotations(Utf8JsonWriter json, IReadOnlyDictionary<string, string> annotations)
    {
        if (annotations.Count == 0)
        {
            return;
        }

        json.WriteStartObject("annotations");
        foreach (var (key, value) in annotations.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }
}
