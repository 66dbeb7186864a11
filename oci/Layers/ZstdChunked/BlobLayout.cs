namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>Where in a blob the chunks of all files lie: finds those that lie over each other, and ends that the table of contents leaves out.</summary>
/// <param name="contentEnd">The end of the part of the blob in which they may lie.</param>
internal sealed class BlobLayout(long contentEnd)
{
    private readonly List<(long Offset, long End)> _ranges = [];
    private bool _isSorted = true;

    /// <summary>Adds the range of a chunk; its end is 0 where it is not known. False where it is not within the content.</summary>
    public bool TryAdd(long offset, long end)
    {
        if (offset <= 0 || offset >= contentEnd || end > contentEnd || (end <= offset && end != 0))
        {
            return false;
        }

        _isSorted &= _ranges.Count == 0 || offset >= _ranges[^1].Offset;
        _ranges.Add((offset, end));
        return true;
    }

    /// <summary>To be called when all are added: the offset of a range that begins before another one's end; null where there is none.</summary>
    public long? FindOverlap()
    {
        if (!_isSorted)
        {
            _ranges.Sort();
            _isSorted = true;
        }

        for (var i = 1; i < _ranges.Count; i++)
        {
            if (_ranges[i].Offset < Math.Max(_ranges[i - 1].End, _ranges[i - 1].Offset + 1))
            {
                return _ranges[i].Offset;
            }
        }

        return null;
    }

    /// <summary>After <see cref="FindOverlap"/>: where the range at <paramref name="offset"/> ends at the latest, which is where the next one begins.</summary>
    public long EndOf(long offset)
    {
        var (low, high) = (0, _ranges.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _ranges[middle].Offset <= offset ? (middle + 1, high) : (low, middle);
        }

        return low < _ranges.Count ? _ranges[low].Offset : contentEnd;
    }
}
