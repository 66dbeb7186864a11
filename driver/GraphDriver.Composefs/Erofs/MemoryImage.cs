namespace GraphDriver.Composefs.Erofs;

/// <summary>An image in memory.</summary>
public sealed class MemoryImage(ReadOnlyMemory<byte> bytes) : IImageBytes
{
    public long Length => bytes.Length;

    public void Read(long offset, Span<byte> destination) => bytes.Span.Slice((int)offset, destination.Length).CopyTo(destination);
}
