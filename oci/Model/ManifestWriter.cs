using System.Text;
using Newtonsoft.Json;

namespace GraphDriver.Oci.Model;

/// <summary>
/// Writes manifests (https://github.com/opencontainers/image-spec/blob/main/manifest.md), without blanks and with annotations in
/// the order of their keys: equal manifests have equal digests.
/// </summary>
public static class ManifestWriter
{
    /// <summary>The manifest as JSON.</summary>
    public static byte[] Write(Manifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        using var text = new StringWriter();
        using (var json = new JsonTextWriter(text))
        {
            json.WriteStartObject();
            json.WritePropertyName("schemaVersion");
            json.WriteValue(2);
            WriteText(json, "mediaType", manifest.MediaType);
            json.WritePropertyName("config");
            WriteDescriptor(json, manifest.Config);
            json.WritePropertyName("layers");
            json.WriteStartArray();
            foreach (var layer in manifest.Layers)
            {
                WriteDescriptor(json, layer);
            }

            json.WriteEndArray();
            WriteAnnotations(json, manifest.Annotations);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void WriteDescriptor(JsonTextWriter json, Descriptor descriptor)
    {
        json.WriteStartObject();
        WriteText(json, "mediaType", descriptor.MediaType);
        WriteText(json, "digest", descriptor.Digest.ToString());
        json.WritePropertyName("size");
        json.WriteValue(descriptor.Size);
        WriteAnnotations(json, descriptor.Annotations);
        json.WriteEndObject();
    }

    private static void WriteAnnotations(JsonTextWriter json, IReadOnlyDictionary<string, string> annotations)
    {
        if (annotations.Count == 0)
        {
            return;
        }

        json.WritePropertyName("annotations");
        json.WriteStartObject();
        foreach (var (key, value) in annotations.OrderBy(annotation => annotation.Key, StringComparer.Ordinal))
        {
            WriteText(json, key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteText(JsonTextWriter json, string name, string value)
    {
        json.WritePropertyName(name);
        json.WriteValue(value);
    }
}
