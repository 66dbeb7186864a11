using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>
/// Writes the look-aside cache that podman makes of a layer's table of contents, to find content by its digest without
/// reading the JSON: version 3 of https://github.com/containers/storage/blob/v1.57.2/pkg/chunked/cache_linux.go.
/// </summary>
/// <remarks>
/// Numbers are little endian. A header (<c>version</c>, <c>length of a tag</c>, <c>length of a digest</c>; 8 bytes each), the
/// <see cref="BloomFilter"/>, the lengths of the three parts (8 bytes each) and the parts:
/// tags, sorted: a digest (<c>sha256:</c> and 32 bytes), offset and length of its location (8 bytes each);
/// locations: offset of the path among the paths, offset in the file, length, as variable-length integers (LEB128);
/// paths: length (4 bytes) and bytes.
/// A file has two tags for one location: that of its content, and that of its content, owner, mode and attributes together,
/// which a look-up for a hard link asks for. A chunk has one.
/// </remarks>
/// <param name="forHardLinks">Whether files get the second tag; podman always writes it.</param>
public sealed class TocCacheWriter(bool forHardLinks) : IDisposable
{
    private const ulong Version = 3;
    private const int DigestLength = 7 + SHA256.HashSizeInBytes;
    private const int TagLength = DigestLength + 2 * sizeof(ulong);
    private const int MaximumTagsLength = 100_000_000;

    private readonly ArrayBufferWriter<byte> _tags = new();
    private readonly ArrayBufferWriter<byte> _locations = new();
    private readonly ArrayBufferWriter<byte> _paths = new();
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Whether there is nothing to be found.</summary>
    public bool IsEmpty => _tags.WrittenCount == 0;

    /// <summary>Whether podman would refuse to read the cache because it has more than a hundred million bytes of tags.</summary>
    public bool IsTooLarge => _tags.WrittenCount > MaximumTagsLength;

    /// <summary>Adds a regular file or a chunk; an entry without a digest adds nothing.</summary>
    /// <param name="entry">The entry of the table of contents; its digests are SHA-256.</param>
    /// <param name="path">Where the file lies below the layer's <c>diff/</c>.</param>
    public void Add(in TocEntry entry, ReadOnlySpan<byte> path)
    {
        if (entry.Digest.IsEmpty && entry.Chunk.Digest.IsEmpty)
        {
            return;
        }

        var pathOffset = AddPath(path);
        if (!entry.Digest.IsEmpty)
        {
            var (offset, length) = AddLocation(pathOffset, 0, entry.Size);
            AddTag(entry.Digest.ToHash(), offset, length);
            if (forHardLinks)
            {
                AddTag(Fingerprint(entry), offset, length);
            }
        }

        if (!entry.Chunk.Digest.IsEmpty)
        {
            var (offset, length) = AddLocation(pathOffset, entry.Chunk.ContentOffset, entry.Chunk.Size);
            AddTag(entry.Chunk.Digest.ToHash(), offset, length);
        }
    }

    /// <summary>Writes the cache of all that was added.</summary>
    public void WriteTo(Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        WriteNumbers(output, Version, TagLength, DigestLength);
        CreateFilter().WriteTo(output);
        WriteNumbers(output, (ulong)_tags.WrittenCount, (ulong)_locations.WrittenCount, (ulong)_paths.WrittenCount);
        foreach (var index in SortedTags())
        {
            output.Write(TagAt(index));
        }

        output.Write(_locations.WrittenSpan);
        output.Write(_paths.WrittenSpan);
    }

    public void Dispose() => _hash.Dispose();

    private BloomFilter CreateFilter()
    {
        var count = _tags.WrittenCount / TagLength;
        var filter = new BloomFilter(count);
        for (var i = 0; i < count; i++)
        {
            filter.Add(TagAt(i)[..DigestLength]);
        }

        return filter;
    }

    private int[] SortedTags()
    {
        var order = Enumerable.Range(0, _tags.WrittenCount / TagLength).ToArray();
        Array.Sort(order, (a, b) => TagAt(a).SequenceCompareTo(TagAt(b)));
        return order;
    }

    private ReadOnlySpan<byte> TagAt(int index) => _tags.WrittenSpan.Slice(index * TagLength, TagLength);

    private int AddPath(ReadOnlySpan<byte> path)
    {
        var offset = _paths.WrittenCount;
        BinaryPrimitives.WriteInt32LittleEndian(_paths.GetSpan(sizeof(int)), path.Length);
        _paths.Advance(sizeof(int));
        _paths.Write(path);
        return offset;
    }

    private (int Offset, int Length) AddLocation(int pathOffset, long offsetInFile, long length)
    {
        var offset = _locations.WrittenCount;
        WriteVariable((ulong)pathOffset);
        WriteVariable((ulong)offsetInFile);
        WriteVariable((ulong)length);
        return (offset, _locations.WrittenCount - offset);
    }

    private void WriteVariable(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _locations.Write([(byte)(value | 0x80)]);
        }

        _locations.Write([(byte)value]);
    }

    private void AddTag(ReadOnlySpan<byte> sha256, int locationOffset, int locationLength)
    {
        _tags.Write("sha256:"u8);
        _tags.Write(sha256);
        var numbers = _tags.GetSpan(2 * sizeof(ulong));
        BinaryPrimitives.WriteInt64LittleEndian(numbers, locationOffset);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[sizeof(long)..], locationLength);
        _tags.Advance(2 * sizeof(ulong));
    }

    /// <summary>What files must agree on to be hard links of each other; attributes count as the JSON has them.</summary>
    private byte[] Fingerprint(in TocEntry entry)
    {
        var mode = Convert.ToString(entry.Mode, 8);
        _hash.AppendData(Encoding.ASCII.GetBytes($"{entry.Digest}{entry.Uid}:{entry.Gid}:{mode}"));
        foreach (var xattr in entry.Xattrs)
        {
            _hash.AppendData(xattr.Name);
            _hash.AppendData(Encoding.ASCII.GetBytes(Convert.ToBase64String(xattr.Value)));
        }

        return _hash.GetHashAndReset();
    }

    private static void WriteNumbers(Stream output, params ReadOnlySpan<ulong> numbers)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
            output.Write(bytes);
        }
    }
}
