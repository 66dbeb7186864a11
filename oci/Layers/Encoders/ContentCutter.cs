namespace GraphDriver.Oci.Layers.Encoders;

/// <summary>
/// Cuts the content of files into chunks: a hole is one, and what is between is cut where the <see cref="RollingSum"/> says, or where a
/// chunk gets too long to be held in memory. podman cuts at the same places, but for the last.
/// </summary>
internal sealed class ContentCutter(FrameStream frames)
{
    private RollingSum _sum = new();
    private ChunkedFile? _file;
    private long _left;
    private bool _isFirst;

    // How many bytes of the frame that is not cut yet are known to hold no place to cut at. Those after them may belong to a hole.
    private int _decided;

    // The length of a hole that has no end yet; its zeros are in no frame.
    private long _hole;

    /// <summary>Whether there is content to come.</summary>
    public bool IsActive => _left > 0;

    /// <summary>Begins a file with <paramref name="size"/> bytes, at least one. The frame before it is cut.</summary>
    public void Begin(ChunkedFile file, long size)
    {
        (_file, _left, _isFirst) = (file, size, true);
        _sum.Reset();
    }

    /// <summary>The next bytes of the content.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int count = _hole > 0 ? ZeroRun.CountAtStart(bytes) : frames.Current.Append(bytes);
            _left -= count;
            bytes = bytes[count..];
            if (_hole == 0)
            {
                Decide();
            }
            else
            {
                _hole += count;
                EndHole(!bytes.IsEmpty || _left == 0);
            }
        }
    }

    // Cuts whatever the bytes that are there decide.
    private void Decide()
    {
        while (true)
        {
            FrameBatch batch = frames.Current;
            int start = batch.FrameStart + _decided;
            ReadOnlySpan<byte> rest = batch.Input[start..];
            ZeroRun hole = ZeroRun.Find(rest);
            int length = hole.Length > 0 ? hole.Start : _left == 0 ? rest.Length : rest.Length - ZeroRun.CountAtEnd(rest);
            if (CutWithin(batch, start, length) || (_decided > 0 && (hole.Length > 0 || _left == 0) && CutDecided()))
            {
                continue;
            }

            if (hole.Length == 0)
            {
                return;
            }

            batch.Remove(hole.Length);
            _hole = hole.Length;
            EndHole(batch.End > batch.FrameStart || _left == 0);
            if (_hole > 0)
            {
                return;
            }
        }
    }

    // Goes on by so many bytes, or to the first place to cut at and cuts there.
    private bool CutWithin(FrameBatch batch, int start, int length)
    {
        int end = start + Math.Min(length, FrameBatch.MaxFrameLength - _decided);
        int cut = _sum.FindCut(batch.Input[..end], start);
        _decided += cut < 0 ? end - start : cut;
        return (cut >= 0 || _decided == FrameBatch.MaxFrameLength) && CutDecided();
    }

    private bool CutDecided()
    {
        bool isLast = _left == 0 && frames.Current.End == frames.Current.FrameStart + _decided;
        Cut(_decided, 0, isLast);
        _decided = 0;
        return true;
    }

    private void EndHole(bool ends)
    {
        if (!ends)
        {
            return;
        }

        _sum.Reset();
        while (_hole > 0)
        {
            long zeros = Math.Min(_hole, FrameBatch.MaxZeros);
            _hole -= zeros;
            Cut(0, zeros, isLast: _hole == 0 && _left == 0 && frames.Current.End == frames.Current.FrameStart);
        }
    }

    private void Cut(int length, long zeros, bool isLast)
    {
        frames.Cut(length, zeros, _file!, _isFirst, isLast);
        _isFirst = false;
    }
}
