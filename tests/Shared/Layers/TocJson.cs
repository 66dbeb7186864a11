using System.Text;
using System.Text.Json.Nodes;
using GraphDriver.Oci.Layers.Tar;

namespace GraphDriver.Testing.Layers;

/// <summary>Entries of tables of contents, as podman and ctr-remote write them.</summary>
internal static class TocJson
{
    /// <summary>What a tar entry says, but its content.</summary>
    public static JsonObject Entry(TarEntry entry)
    {
        var json = new JsonObject
        {
            ["type"] = TypeName(entry.Type),
            ["name"] = Encoding.UTF8.GetString(entry.Name.Span),
            ["mode"] = entry.Mode,
            ["uid"] = entry.Uid,
            ["gid"] = entry.Gid,
            ["modtime"] = DateTimeOffset.FromUnixTimeSeconds(entry.MtimeSeconds).ToString("yyyy-MM-dd'T'HH:mm:ss")
                + (entry.MtimeNanoseconds > 0 ? $".{entry.MtimeNanoseconds:d9}".TrimEnd('0') : "") + "Z",
        };
        Set(json, "size", entry.Size);
        Set(json, "devMajor", entry.DeviceMajor);
        Set(json, "devMinor", entry.DeviceMinor);
        if (!entry.LinkName.IsEmpty)
        {
            json["linkName"] = Encoding.UTF8.GetString(entry.LinkName.Span);
        }

        if (entry.Xattrs.Count > 0)
        {
            json["xattrs"] = new JsonObject(entry.Xattrs.Select(
                xattr => KeyValuePair.Create(Encoding.UTF8.GetString(xattr.Name), (JsonNode?)Convert.ToBase64String(xattr.Value))));
        }

        return json;
    }

    private static void Set(JsonObject json, string name, long value)
    {
        if (value != 0)
        {
            json[name] = value;
        }
    }

    private static string TypeName(TarEntryType type) => type switch
    {
        TarEntryType.RegularFile => "reg",
        TarEntryType.HardLink => "hardlink",
        TarEntryType.SymbolicLink => "symlink",
        TarEntryType.Directory => "dir",
        TarEntryType.CharacterDevice => "char",
        TarEntryType.BlockDevice => "block",
        TarEntryType.Fifo => "fifo",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
