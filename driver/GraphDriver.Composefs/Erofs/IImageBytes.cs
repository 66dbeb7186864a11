namespace GraphDriver.Composefs.Erofs;

/// <summary>The bytes of an image wherever they are: in memory, in a file. Used by one thread at a time.</summary>
public interface IImageBytes
{
    /// <summary>The size of the image in bytes.</summary>
    long Length { get; }

    /// <summary>Fills the whole span with the bytes from an offset on; they are within <see cref="Length"/>.</summary>
    void Read(long offset, Span<byte> destination);
}
