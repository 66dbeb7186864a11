using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using GraphDriver.Testing;

namespace GraphDriver.EndToEnd.Tests.Images;

/// <summary>
/// Writes an eStargz layer entry by entry as the specification has it (https://github.com/containerd/stargz-snapshotter/blob/main/docs/estargz.md),
/// with nothing of ours that reads one: gzip members that are a tar together, each file's content, or each chunk of it, at the
/// beginning of one, with padding and headers of what follows behind it; the table of contents as the last file; a footer of 51 bytes.
/// </summary>
internal sealed class EStargzBlob
{
    /// <summary>The most bytes of a file in one gzip member.</summary>
    public const int ChunkSize = 1 << 20;

    private readonly ArrayBufferWriter<byte> _blob = new();
    private readonly ArrayBufferWriter<byte> _tar = new();
    private readonly ArrayBufferWriter<byte> _member = new();
    private readonly JsonArray _entries = [];

    /// <summary>The bytes of the blob's table of contents, compressed; after <see cref="Build"/>.</summary>
    public long TocLength { get; private set; }

    /// <summary>The digest of the table of contents; after <see cref="Build"/>.</summary>
    public string TocDigest { get; private set; } = "";

    /// <summary>The digest of the tar; after <see cref="Build"/>.</summary>
    public string DiffId { get; private set; } = "";

    /// <summary>A regular file.</summary>
    public EStargzBlob File(string name, byte[] content, TarBuilder.Attributes? attributes = null)
    {
        var json = Entry("reg", name, attributes ??= new());
        Write(new TarBuilder().Entry('0', TarBuilder.Bytes(name), [], content.Length, attributes));
        if (content.Length > 0)
        {
            json["size"] = content.Length;
            json["digest"] = OciLayout.Digest(content);
        }

        for (int start = 0; start < content.Length; start += ChunkSize)
        {
            WriteChunk(name, json, content, start);
        }

        Write(new byte[-content.Length & 511]);
        return this;
    }

    /// <summary>The landmark of a layer of which nothing is to be fetched ahead, or of one whose files before it are.</summary>
    public EStargzBlob Landmark(bool prefetch) => File(prefetch ? ".prefetch.landmark" : ".no.prefetch.landmark", [0xF]);

    /// <summary>An entry without content.</summary>
    /// <param name="type">As the table of contents calls it.</param>
    /// <param name="name">With a slash at the end of a directory.</param>
    /// <param name="linkName">Of a link: what it leads to.</param>
    /// <param name="attributes">What else it has.</param>
    public EStargzBlob Add(string type, string name, string linkName = "", TarBuilder.Attributes? attributes = null)
    {
        attributes ??= new TarBuilder.Attributes { Mode = 0x1ED };
        var json = Entry(type, name, attributes);
        if (linkName.Length > 0)
        {
            json["linkName"] = linkName;
        }

        Write(new TarBuilder().Entry(TypeFlag(type), TarBuilder.Bytes(name), TarBuilder.Bytes(linkName), 0, attributes));
        return this;
    }

    /// <summary>Ends the blob; the builder is of no more use.</summary>
    public byte[] Build()
    {
        CloseMember();
        byte[] json = Encoding.UTF8.GetBytes(new JsonObject { ["version"] = 1, ["entries"] = _entries }.ToJsonString());
        int offset = _blob.WrittenCount;
        Write(new TarBuilder().File("stargz.index.json", json, new()).End());
        CloseMember();
        (TocLength, TocDigest) = (_blob.WrittenCount - offset, OciLayout.Digest(json));
        DiffId = OciLayout.Digest(_tar.WrittenSpan.ToArray());
        byte[] header = [0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 0xFF, 26, 0, (byte)'S', (byte)'G', 22, 0];
        byte[] footer = [.. header, .. Encoding.ASCII.GetBytes($"{offset:x16}STARGZ"), 1, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0];
        _blob.Write(footer);
        return _blob.WrittenSpan.ToArray();
    }

    private void WriteChunk(string name, JsonObject file, byte[] content, int start)
    {
        CloseMember();
        byte[] chunk = content[start..Math.Min(start + ChunkSize, content.Length)];
        var json = start == 0 ? file : new JsonObject { ["name"] = name, ["type"] = "chunk", ["chunkOffset"] = start };
        json["offset"] = _blob.WrittenCount;
        json["chunkDigest"] = OciLayout.Digest(chunk);
        if (start + chunk.Length < content.Length)
        {
            json["chunkSize"] = chunk.Length;
        }

        if (start > 0)
        {
            _entries.Add((JsonNode)json);
        }

        Write(chunk);
    }

    private JsonObject Entry(string type, string name, TarBuilder.Attributes attributes)
    {
        var json = new JsonObject
        {
            ["name"] = name,
            ["type"] = type,
            ["modtime"] = DateTimeOffset.FromUnixTimeSeconds(long.Parse(attributes.Mtime)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
            ["mode"] = attributes.Mode,
            ["uid"] = attributes.Uid,
            ["gid"] = attributes.Gid,
            ["devMajor"] = attributes.DeviceMajor,
            ["devMinor"] = attributes.DeviceMinor,
            ["NumLink"] = 0,
        };
        if (attributes.Xattrs.Count > 0)
        {
            json["xattrs"] = new JsonObject(attributes.Xattrs.Select(xattr => KeyValuePair.Create(xattr.Name, (JsonNode?)Convert.ToBase64String(xattr.Value))));
        }

        _entries.Add((JsonNode)json);
        return json;
    }

    private void Write(TarBuilder tar) => Write(tar.ToArray());

    private void Write(byte[] bytes)
    {
        _member.Write(bytes);
        _tar.Write(bytes);
    }

    private void CloseMember()
    {
        if (_member.WrittenCount > 0)
        {
            using var compressed = new MemoryStream();
            using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            {
                gzip.Write(_member.WrittenSpan);
            }

            _blob.Write(compressed.ToArray());
            _member.ResetWrittenCount();
        }
    }

    private static char TypeFlag(string type) => type switch
    {
        "dir" => '5',
        "symlink" => '2',
        "hardlink" => '1',
        "char" => '3',
        "block" => '4',
        "fifo" => '6',
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no type of a table of contents"),
    };
}
