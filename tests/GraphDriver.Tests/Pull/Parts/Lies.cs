using System.Text;
using System.Text.Json.Nodes;
using GraphDriver.Oci.Model;

namespace GraphDriver.Tests.Pull.Parts;

/// <summary>What a layer of <see cref="PartialLayerTests"/> can say that is not so, though every digest fits what it says.</summary>
internal static class Lies
{
    /// <summary>Changes something in the entries of a table of contents.</summary>
    public static void TellInToc(JsonArray entries, string about)
    {
        var small = entries.First(entry => (string?)entry!["name"] == "etc/small")!;
        var known = entries.First(entry => (string?)entry!["name"] == "etc/known")!;
        switch (about)
        {
            case "size":
                small["size"] = 13;
                break;
            case "mode" or "uid" or "gid":
                small[about] = 1;
                break;
            case "modtime":
                known[about] = "2024-01-01T00:00:00Z";
                break;
            case "name":
                small[about] = "etc/other";
                break;
            case "linkName":
                entries.First(entry => (string?)entry!["name"] == "etc/link")![about] = "large";
                break;
            case "xattrs":
                known[about] = new JsonObject { ["user.a"] = "AAAA" };
                break;
            case "devMinor":
                entries.First(entry => (string?)entry!["name"] == "null")![about] = 5;
                break;
            case "type":
                entries.First(entry => (string?)entry!["name"] == "etc/empty")![about] = "fifo";
                break;
            case "digest":
                small[about] = Digest.Sha256Of("another file"u8).ToString();
                break;
            case "missing":
                entries.Remove(entries.First(entry => (string?)entry!["name"] == "etc/link"));
                break;
            case "added":
                entries.Add(new JsonObject { ["type"] = "dir", ["name"] = "added/", ["mode"] = 493 });
                break;
            case "order":
                var first = entries[0]!;
                entries.RemoveAt(0);
                entries.Add(first);
                break;
            default:
                entries.Add(small.DeepClone());
                break;
        }
    }

    /// <summary>Changes something in the lines of a tar-split, those of <c>etc/large</c> where it is one of them.</summary>
    public static byte[] TellInTarSplit(byte[] lines, string about)
    {
        var text = Encoding.UTF8.GetString(lines).TrimEnd('\n').Split('\n').ToList();
        var line = text.FindIndex(candidate => candidate.Contains("etc/large", StringComparison.Ordinal) && candidate.Contains("\"type\":1", StringComparison.Ordinal));
        switch (about)
        {
            case "checksum":
                var parsed = JsonNode.Parse(text[line])!;
                parsed["payload"] = Convert.ToBase64String(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 });
                text[line] = parsed.ToJsonString();
                break;
            case "name":
                text[line] = text[line].Replace("etc/large", "etc/known", StringComparison.Ordinal);
                break;
            case "missing":
                text.RemoveAt(line);
                break;
            case "cut":
                return lines[..(lines.Length / 2)];
            default:
                return [.. "nothing of the kind"u8];
        }

        return Encoding.UTF8.GetBytes(string.Join('\n', text) + "\n");
    }
}
