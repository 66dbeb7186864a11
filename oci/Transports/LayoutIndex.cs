using System.Text;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Model.Json;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace GraphDriver.Oci.Transports;

/// <summary>
/// The files that make a directory an OCI image layout (https://github.com/opencontainers/image-spec/blob/main/image-layout.md), and the
/// changes of the one that names its images. Fields that we do not know stay.
/// </summary>
internal static class LayoutIndex
{
    public const string FileName = "index.json";
    public const string VersionFileName = "oci-layout";
    public const string RefNameAnnotation = "org.opencontainers.image.ref.name";

    /// <summary>What <see cref="VersionFileName"/> holds.</summary>
    public static byte[] Version => """{"imageLayoutVersion":"1.0.0"}"""u8.ToArray();

    /// <summary>Where a blob lies.</summary>
    public static string PathOf(Digest digest) => $"blobs/{digest.Algorithm}/{digest.Hex}";

    /// <summary>The index with one more image.</summary>
    /// <param name="present">The index; null makes a new one.</param>
    /// <param name="manifest">The image.</param>
    /// <param name="name">Its name; null gives it none.</param>
    /// <param name="isReplaced">Whether the new one takes the place of one with such a name, null where it has none, and digest.</param>
    /// <param name="source">How errors name the index.</param>
    /// <exception cref="InvalidDataException">It is no index, or has as many images as an index may have.</exception>
    public static byte[] Add(byte[]? present, RawManifest manifest, string? name, Func<string?, string?, bool> isReplaced, string source)
    {
        var index = present is null ? new JObject { ["schemaVersion"] = 2 } : Parse(present, source);
        Remove(index, isReplaced);
        var added = new JObject
        {
            ["mediaType"] = manifest.MediaType,
            ["digest"] = manifest.Digest.ToString(),
            ["size"] = manifest.Bytes.Length,
        };
        if (name is not null)
        {
            added["annotations"] = new JObject { [RefNameAnnotation] = name };
        }

        var entries = (JArray)(index["manifests"] ??= new JArray());
        entries.Add(added);
        return entries.Count <= ManifestParser.MaxEntries && Bytes(index) is { Length: <= ManifestParser.MaxSize } bytes
            ? bytes
            : throw new InvalidDataException($"{source}: it has as many images as an index may have");
    }

    /// <summary>The index without some images.</summary>
    /// <inheritdoc cref="Add"/>
    public static byte[] Remove(byte[] present, Func<string?, string?, bool> isRemoved, string source)
    {
        var index = Parse(present, source);
        Remove(index, isRemoved);
        return Bytes(index);
    }

    private static void Remove(JObject index, Func<string?, string?, bool> isRemoved)
    {
        foreach (var entry in (index["manifests"] ?? new JArray()).ToList())
        {
            if (isRemoved(entry["annotations"]?[RefNameAnnotation]?.Value<string>(), entry["digest"]?.Value<string>()))
            {
                entry.Remove();
            }
        }
    }

    private static JObject Parse(byte[] present, string source)
    {
        ManifestParser.Parse(present, MediaType.OciIndex, source);
        return JsonFields.Parse(present, source).Copy();
    }

    private static byte[] Bytes(JObject index) => Encoding.UTF8.GetBytes(index.ToString(Formatting.None));
}
