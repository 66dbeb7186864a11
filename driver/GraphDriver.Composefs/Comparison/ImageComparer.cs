using GraphDriver.Composefs.Erofs;
using GraphDriver.Composefs.Erofs.Format;
using GraphDriver.Composefs.Erofs.Reading;

namespace GraphDriver.Composefs.Comparison;

/// <summary>
/// Says where and why two images differ: first in what they say of their files, then in how they are encoded, at last by bytes. So the first
/// differences are the causes and the others may follow from them.
/// </summary>
public static class ImageComparer
{
    /// <summary>All differences, lazily; none where the images are the same to the byte.</summary>
    /// <exception cref="InvalidDataException">One is no proper composefs image.</exception>
    public static IEnumerable<Difference> Compare(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
    {
        if (first.Span.SequenceEqual(second.Span))
        {
            return [];
        }

        var (a, b) = (new ImageReader(first), new ImageReader(second));
        return CompareHeaders(a, b)
            .Concat(TreeComparer.Compare(a.ReadTree(), b.ReadTree()))
            .Concat(CompareLayouts(first, second))
            .Append(FirstByte(first.Span, second.Span));
    }

    private static IEnumerable<Difference> CompareHeaders(ImageReader a, ImageReader b)
    {
        (string Field, object First, object Second)[] fields =
        [
            ("form", a.Form, b.Form), ("format version", a.FormatVersion, b.FormatVersion), ("has ACLs", a.HasAcl, b.HasAcl),
        ];
        return Differing("header", fields);
    }

    private static IEnumerable<Difference> CompareLayouts(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
    {
        var (a, b) = (new InodeReader(new ImageData(new MemoryImage(first))), new InodeReader(new ImageData(new MemoryImage(second))));
        var (x, y) = (a.Superblock, b.Superblock);
        (string Field, object First, object Second)[] fields =
        [
            ("image size", first.Length, second.Length),
            ("inodes", x.InodeCount, y.InodeCount),
            ("root inode", x.RootNid, y.RootNid),
            ("build time (the oldest mtime)", $"{x.BuildTime}.{x.BuildTimeNanoseconds}", $"{y.BuildTime}.{y.BuildTimeNanoseconds}"),
            ("blocks", x.Blocks, y.Blocks),
            ("block of shared attributes", x.XattrBlock, y.XattrBlock),
            ("compatible features", $"0x{x.FeatureCompat:x}", $"0x{y.FeatureCompat:x}"),
            ("incompatible features", $"0x{x.FeatureIncompat:x}", $"0x{y.FeatureIncompat:x}"),
        ];
        return Differing("superblock", fields).Concat(InodeComparer.Compare(new ImageReader(first), a, new ImageReader(second), b));
    }

    private static IEnumerable<Difference> Differing(string place, IEnumerable<(string Field, object First, object Second)> fields) =>
        fields.Where(field => !field.First.Equals(field.Second))
            .Select(field => new Difference(place, field.Field, field.First.ToString()!, field.Second.ToString()!));

    private static Difference FirstByte(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        const int Shown = 16;
        var offset = first.CommonPrefixLength(second);
        return new Difference("bytes", $"from offset {offset} (block {offset / ErofsFormat.BlockSize})", Hex(first[offset..]), Hex(second[offset..]));

        static string Hex(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? "the image ends" : Convert.ToHexStringLower(bytes[..Math.Min(Shown, bytes.Length)]);
    }
}
