using System.Buffers.Binary;
using System.Security.Cryptography;

namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>
/// Reads the look-aside cache that podman makes of a layer's table of contents; <see cref="TocCacheWriter"/> tells its form. Every offset in it
/// is checked, since it is a file that other tools write.
/// </summary>
public sealed class TocCacheReader
{
    /// <summary>The longest name that is taken, in bytes: the kernel's longest path.</summary>
    public const int MaximumNameLength = 4096;

    /// <summary>The length of the number before a name.</summary>
    public const int NameHeaderLength = sizeof(int);

    private const ulong Version = 3;
    private const int NumberLength = sizeof(ulong);
    private const int DigestLength = 7 + SHA256.HashSizeInBytes;
    private const int TagLength = DigestLength + 2 * NumberLength;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly int _tags;
    private readonly int _tagsLength;
    private readonly int _locations;
    private readonly int _names;

    private TocCacheReader(ReadOnlyMemory<byte> bytes, int tags, int tagsLength, int locations, int names) =>
        (_bytes, _tags, _tagsLength, _locations, _names) = (bytes, tags, tagsLength, locations, names);

    /// <summary>Sees one tag.</summary>
    /// <param name="sha256">The digest that it is found by: of a file's content, of that and its metadata together, or of a chunk.</param>
    /// <param name="location">Where it points to.</param>
    public delegate void Visitor(ReadOnlySpan<byte> sha256, in TocCacheLocation location);

    /// <summary>Reads the frame of a cache.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <returns>Null where it has another version, or digests other than SHA-256.</returns>
    /// <exception cref="InvalidDataException">It is cut short, or its lengths disagree.</exception>
    public static TocCacheReader? Open(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        var position = 0;
        var (version, tagLength, digestLength) = (Number(span, ref position), Number(span, ref position), Number(span, ref position));
        if (version != Version || tagLength != TagLength || digestLength != DigestLength)
        {
            return null;
        }

        var words = Number(span, ref position);
        position += sizeof(uint); // of hash functions
        Skip(span, ref position, words, NumberLength);
        var (tagsLength, locationsLength, namesLength) = (Number(span, ref position), Number(span, ref position), Number(span, ref position));
        var tags = position;
        Skip(span, ref position, tagsLength, 1);
        var locations = position;
        Skip(span, ref position, locationsLength, 1);
        var names = position;
        Skip(span, ref position, namesLength, 1);
        return tagsLength % TagLength == 0
            ? new TocCacheReader(bytes, tags, (int)tagsLength, locations, names)
            : throw new InvalidDataException("the tags of the cache are no whole number of tags");
    }

    /// <summary>Shows every tag, in the order of digests.</summary>
    /// <exception cref="InvalidDataException">A tag points out of the cache.</exception>
    public void Visit(Visitor visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        for (var at = _tags; at < _tags + _tagsLength; at += TagLength)
        {
            var tag = _bytes.Span.Slice(at, TagLength);
            if (tag.StartsWith("sha256:"u8))
            {
                var offset = BinaryPrimitives.ReadUInt64LittleEndian(tag[DigestLength..]);
                visit(tag[7..DigestLength], Location(offset));
            }
        }
    }

    /// <summary>A file's name.</summary>
    /// <param name="position">Its <see cref="TocCacheLocation.NamePosition"/>.</param>
    /// <exception cref="InvalidDataException">It is none, or too long.</exception>
    public ReadOnlySpan<byte> Name(long position)
    {
        var length = NameLength(_bytes.Span[(int)position..]);
        return position + NameHeaderLength + length <= _bytes.Length
            ? _bytes.Span.Slice((int)position + NameHeaderLength, length)
            : throw new InvalidDataException("a name of the cache is cut short");
    }

    /// <summary>The length of a name, by the bytes before it.</summary>
    /// <exception cref="InvalidDataException">It is none, or too long.</exception>
    public static int NameLength(ReadOnlySpan<byte> header) =>
        header.Length >= NameHeaderLength && BinaryPrimitives.ReadUInt32LittleEndian(header) is > 0 and <= MaximumNameLength and var length
            ? (int)length
            : throw new InvalidDataException("a name of the cache has no length that a name can have");

    private TocCacheLocation Location(ulong offset)
    {
        var position = offset < (ulong)(_names - _locations) ? _locations + (int)offset : throw OutOfCache();
        var start = position;
        var (name, offsetInFile, length) = (Variable(ref position), Variable(ref position), Variable(ref position));
        return name < (ulong)(_bytes.Length - _names) && offsetInFile <= long.MaxValue && length <= long.MaxValue
            ? new TocCacheLocation(start, _names + (long)name, (long)offsetInFile, (long)length)
            : throw OutOfCache();
    }

    private ulong Variable(ref int position)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var one = position < _names ? _bytes.Span[position++] : throw OutOfCache();
            value |= (ulong)(one & 0x7F) << shift;
            if (one < 0x80)
            {
                return value;
            }
        }

        throw OutOfCache();
    }

    private static ulong Number(ReadOnlySpan<byte> bytes, ref int position)
    {
        if (bytes.Length - position < NumberLength)
        {
            throw new InvalidDataException("the cache is cut short");
        }

        position += NumberLength;
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes[(position - NumberLength)..]);
    }

    private static void Skip(ReadOnlySpan<byte> bytes, ref int position, ulong count, int size)
    {
        if (position > bytes.Length || count > (ulong)((bytes.Length - position) / size))
        {
            throw new InvalidDataException("the cache is cut short");
        }

        position += (int)count * size;
    }

    private static InvalidDataException OutOfCache() => new("a tag of the cache points out of it");
}
