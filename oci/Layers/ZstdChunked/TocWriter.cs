using System.Text.Encodings.Web;
using System.Text.Json;
using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>
/// Writes the table of contents of a layer as JSON, type <c>TOC</c> of
/// https://github.com/containers/storage/blob/v1.57.2/pkg/chunked/internal/minimal/compression.go, its fields in the order
/// in which Go writes them. Memory does not grow with the layer.
/// </summary>
public sealed class TocWriter : IDisposable
{
    private const int Version = 1;
    private const int FlushSize = 64 * 1024;

    private readonly Utf8JsonWriter _json;

    /// <param name="output">Gets the JSON; it is the caller's to dispose.</param>
    public TocWriter(Stream output)
    {
        // The JSON is a file of its own, never a part of a web page.
        _json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        _json.WriteStartObject();
        _json.WriteNumber("version"u8, Version);
        _json.WriteStartArray("entries"u8);
    }

    /// <summary>Writes one entry.</summary>
    /// <exception cref="ArgumentException">The entry has an <see cref="TocEntry.Obstacle"/>.</exception>
    public void Write(in TocEntry entry)
    {
        if (entry.Obstacle is { } obstacle)
        {
            throw new ArgumentException($"an entry {obstacle}", nameof(entry));
        }

        _json.WriteStartObject();
        WriteMetadata(entry);
        WriteXattrs(entry.Xattrs);
        WriteDigest("digest"u8, entry.Digest);
        WriteChunk(entry.Chunk);
        _json.WriteEndObject();
        if (_json.BytesPending >= FlushSize)
        {
            _json.Flush();
        }
    }

    /// <summary>Ends the document.</summary>
    /// <param name="tarSplitDigest">The digest of the compressed tar-split that goes with a blob; empty where there is none.</param>
    public void Finish(Digest tarSplitDigest = default)
    {
        _json.WriteEndArray();
        WriteDigest("tarSplitDigest"u8, tarSplitDigest);
        _json.WriteEndObject();
        _json.Flush();
    }

    public void Dispose() => _json.Dispose();

    private void WriteMetadata(in TocEntry entry)
    {
        _json.WriteString("type"u8, TypeName(entry.Type));
        _json.WriteString("name"u8, entry.Name);
        if (!entry.LinkName.IsEmpty)
        {
            _json.WriteString("linkName"u8, entry.LinkName);
        }

        WriteNumber("mode"u8, entry.Mode);
        WriteNumber("size"u8, entry.Size);
        WriteNumber("uid"u8, entry.Uid);
        WriteNumber("gid"u8, entry.Gid);
        WriteTime("modtime"u8, entry.Mtime);
        WriteTime("accesstime"u8, entry.AccessTime);
        WriteTime("changetime"u8, entry.ChangeTime);
        WriteNumber("devMajor"u8, entry.DeviceMajor);
        WriteNumber("devMinor"u8, entry.DeviceMinor);
    }

    private void WriteXattrs(ReadOnlySpan<TarXattr> xattrs)
    {
        if (xattrs.IsEmpty)
        {
            return;
        }

        _json.WriteStartObject("xattrs"u8);
        foreach (var xattr in xattrs)
        {
            _json.WriteBase64String(xattr.Name, xattr.Value);
        }

        _json.WriteEndObject();
    }

    private void WriteChunk(in TocChunk chunk)
    {
        WriteNumber("offset"u8, chunk.Offset);
        WriteNumber("endOffset"u8, chunk.EndOffset);
        WriteNumber("chunkSize"u8, chunk.Size);
        WriteNumber("chunkOffset"u8, chunk.ContentOffset);
        WriteDigest("chunkDigest"u8, chunk.Digest);
        if (chunk.IsZeros)
        {
            _json.WriteString("chunkType"u8, "zeros"u8);
        }
    }

    private void WriteTime(ReadOnlySpan<byte> name, TocTime? time)
    {
        if (time is { } value)
        {
            Span<byte> text = stackalloc byte[TocTime.MaximumLength];
            _json.WriteString(name, text[..value.Format(text)]);
        }
    }

    private void WriteNumber(ReadOnlySpan<byte> name, long value)
    {
        if (value != 0)
        {
            _json.WriteNumber(name, value);
        }
    }

    private void WriteDigest(ReadOnlySpan<byte> name, Digest digest)
    {
        if (!digest.IsEmpty)
        {
            _json.WriteString(name, digest.ToString());
        }
    }

    private static ReadOnlySpan<byte> TypeName(TocEntryType type) => type switch
    {
        TocEntryType.RegularFile => "reg"u8,
        TocEntryType.HardLink => "hardlink"u8,
        TocEntryType.SymbolicLink => "symlink"u8,
        TocEntryType.Directory => "dir"u8,
        TocEntryType.CharacterDevice => "char"u8,
        TocEntryType.BlockDevice => "block"u8,
        TocEntryType.Fifo => "fifo"u8,
        TocEntryType.Chunk => "chunk"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no type of entry"),
    };
}
