using System.Text.Encodings.Web;
using System.Text.Json;

namespace GraphDriver.Oci.Model;

/// <summary>
/// Writes manifests of images and indexes of them, of OCI (https://github.com/opencontainers/image-spec) and of Docker, schema 2. The same one gives the
/// same bytes.
/// </summary>
public static class ManifestWriter
{
    /// <summary>The JSON of a manifest; its media type says in which of the two forms.</summary>
    public static byte[] Write(Manifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return Write(manifest, json =>
        {
            json.WritePropertyName("config");
            Write(json, manifest.Config);
            WriteList(json, "layers", manifest.Layers);
        });
    }

    /// <summary>The JSON of an index; its media type says in which of the two forms. The platforms of its entries are left out.</summary>
    public static byte[] Write(ImageIndex index)
    {
        ArgumentNullException.ThrowIfNull(index);
        return Write(index, json => WriteList(json, "manifests", index.Manifests));
    }

    private static byte[] Write(ManifestDocument document, Action<Utf8JsonWriter> writeContent)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", 2);
            json.WriteString("mediaType", document.MediaType);
            writeContent(json);
            WriteAnnotations(json, document.Annotations);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<Descriptor> descriptors)
    {
        json.WriteStartArray(name);
        foreach (var descriptor in descriptors)
        {
            Write(json, descriptor);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Descriptor descriptor)
    {
        json.WriteStartObject();
        json.WriteString("mediaType", descriptor.MediaType);
        json.WriteString("digest", descriptor.Digest.ToString());
        json.WriteNumber("size", descriptor.Size);
        if (descriptor.ArtifactType is { } type)
        {
            json.WriteString("artifactType", type);
        }

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
