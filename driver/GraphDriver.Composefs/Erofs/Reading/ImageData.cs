namespace GraphDriver.Composefs.Erofs.Reading;

/// <summary>
/// Checked access to the bytes of an image. No byte of a proper image serves twice, so reading more in all than there are tells a corrupt one:
/// that bounds time and memory whatever the offsets say.
/// </summary>
internal sealed class ImageData(IImageBytes bytes)
{
    private long _budget = long.MaxValue;

    public long Length { get; } = bytes.Length;

    /// <summary>Bounds what is read from now on by the size of the image.</summary>
    public void StartBudget() => _budget = Length;

    public void EndBudget() => _budget = long.MaxValue;

    /// <exception cref="InvalidDataException">The range is not within the image, or more was read than a proper image has.</exception>
    public void Read(long offset, Span<byte> destination, ulong nid)
    {
        Check(offset, destination.Length, nid);
        bytes.Read(offset, destination);
    }

    /// <summary>A copy of a range whose length comes from the image.</summary>
    /// <exception cref="InvalidDataException">The range is not within the image, or more was read than a proper image has.</exception>
    public byte[] Read(long offset, long length, ulong nid)
    {
        Check(offset, length, nid);
        var copy = new byte[length];
        bytes.Read(offset, copy);
        return copy;
    }

    private void Check(long offset, long length, ulong nid)
    {
        if (offset < 0 || length < 0 || offset > Length || length > Length - offset || length > Array.MaxLength)
        {
            throw new InvalidDataException($"inode {nid}: {length} bytes at {offset} are outside of the image of {Length} bytes");
        }

        _budget -= length;
        if (_budget < 0)
        {
            throw new InvalidDataException($"inode {nid}: the parts of the image overlap");
        }
    }
}
