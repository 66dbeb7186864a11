using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Transports.Files;

/// <summary>A file of a layout.</summary>
/// <param name="Length">Its size in bytes.</param>
/// <param name="Open">Opens its bytes from the first one.</param>
internal sealed record StoredFile(long Length, Func<Stream> Open)
{
    /// <summary>Opens the file as the bytes of a blob.</summary>
    /// <exception cref="InvalidDataException">It has another size than the blob.</exception>
    public Stream OpenSized(Descriptor blob, string source) => Length == blob.Size
        ? Open()
        : throw new InvalidDataException($"{source}: blob {blob.Digest}: expected {blob.Size} bytes, got {Length}");

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
}
