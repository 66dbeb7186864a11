namespace GraphDriver.Oci.Layers.Tar;

/// <summary>The bytes of a tar stream in one large buffer, handed out as spans that are valid until the next call.</summary>
internal sealed class TarBuffer(Stream stream)
{
    private const int Capacity = 256 << 10;

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(Capacity);
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>How many bytes were handed out since the start of the stream.</summary>
    public long Offset { get; private set; }

    /// <summary>Exactly <paramref name="count"/> bytes, or as many as are left before the end.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (_end - _start < count)
        {
            Fill(count);
        }

        return Advance(Math.Min(count, _end - _start));
    }

    /// <summary>At least one byte and at most <paramref name="max"/>; nothing at the end of the stream.</summary>
    public ReadOnlySpan<byte> TakeSome(long max)
    {
        if (_start == _end && max > 0)
        {
            Fill(1);
        }

        return Advance((int)Math.Min(max, _end - _start));
    }

    /// <summary>Fills <paramref name="destination"/> unless the stream ends first; large spans are read into directly.</summary>
    public int Read(Span<byte> destination)
    {
        int total = 0;
        while (total < destination.Length)
        {
            Span<byte> rest = destination[total..];
            int count = _start == _end && rest.Length >= Capacity / 4 ? ReadDirectly(rest) : Copy(rest);
            if (count == 0)
            {
                break;
            }

            total += count;
        }

        return total;
    }

    private int Copy(Span<byte> destination)
    {
        ReadOnlySpan<byte> bytes = TakeSome(destination.Length);
        bytes.CopyTo(destination);
        return bytes.Length;
    }

    private int ReadDirectly(Span<byte> destination)
    {
        int count = _ended ? 0 : stream.Read(destination);
        _ended |= count == 0;
        Offset += count;
        return count;
    }

    private ReadOnlySpan<byte> Advance(int count)
    {
        ReadOnlySpan<byte> bytes = _bytes.AsSpan(_start, count);
        _start += count;
        Offset += count;
        return bytes;
    }

    private void Fill(int atLeast)
    {
        _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
        _end -= _start;
        _start = 0;
        while (_end < atLeast && !_ended)
        {
            int count = stream.Read(_bytes.AsSpan(_end));
            _ended = count == 0;
            _end += count;
        }
    }
}
