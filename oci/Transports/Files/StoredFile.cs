using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports.Ranges;

namespace GraphDriver.Oci.Transports.Files;

/// <summary>A file of a layout.</summary>
/// <param name="Length">Its size in bytes.</param>
/// <param name="OpenSection">Opens so many of its bytes from an offset on.</param>
internal sealed record StoredFile(long Length, Func<long, long, Stream> OpenSection)
{
    /// <summary>Opens all of its bytes.</summary>
    public Stream Open() => OpenSection(0, Length);

    /// <summary>Opens the file as the bytes of a blob.</summary>
    /// <exception cref="InvalidDataException">It has another size than the blob.</exception>
    public Stream OpenSized(Descriptor blob, string source)
    {
        RequireSize(blob, source);
        return Open();
    }

    /// <summary>Opens a part of the file as that of a blob.</summary>
    /// <exception cref="InvalidDataException">It has another size than the blob.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The blob has no such bytes.</exception>
    public BlobRange OpenRange(Descriptor blob, long offset, long length, string source)
    {
        RequireSize(blob, source);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, blob.Size - offset);
        return new BlobRange(BlobRangeResult.Partial, offset, length, new ExactStream(OpenSection(offset, length), length, $"{source}: blob {blob.Digest}"));
    }

    /// <summary>The whole file, where it is small enough.</summary>
    /// <param name="maxSize">The most bytes that it may have.</param>
    /// <param name="what">How errors name it.</param>
    /// <exception cref="InvalidDataException">It has more, or changes while it is read.</exception>
    public byte[] ReadAll(int maxSize, string what)
    {
        if (Length > maxSize)
        {
            throw new InvalidDataException($"{what} has {Length} bytes, more than {maxSize}");
        }

        var bytes = new byte[Length];
        using var stream = Open();
        return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length
            ? bytes
            : throw new InvalidDataException($"{what} has fewer than its {Length} bytes");
    }

    private void RequireSize(Descriptor blob, string source)
    {
        if (Length != blob.Size)
        {
            throw new InvalidDataException($"{source}: blob {blob.Digest}: expected {blob.Size} bytes, got {Length}");
        }
    }
}
