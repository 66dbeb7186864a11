namespace GraphDriver.Oci.Layers.Tar;

/// <summary>The bytes of a tar stream, handed out as spans that are valid until the next call: where they lie if the stream lends them.</summary>
internal sealed class TarBuffer(Stream stream)
{
    private readonly IByteLender _lender = stream as IByteLender ?? new StreamLender(stream);
    private byte[] _joined = new byte[TarHeader.Size];
    private int _lent;

    /// <summary>How many bytes were handed out since the start of the stream.</summary>
    public long Offset { get; private set; }

    /// <summary>Exactly <paramref name="count"/> bytes, or as many as are left before the end.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        ReadOnlySpan<byte> bytes = Borrow();
        return bytes.Length >= count ? Lend(bytes[..count]) : Join(count);
    }

    /// <summary>At least one byte and at most <paramref name="max"/>; nothing at the end of the stream.</summary>
    public ReadOnlySpan<byte> TakeSome(long max)
    {
        ReadOnlySpan<byte> bytes = Borrow();
        return Lend(bytes[..(int)Math.Min(max, bytes.Length)]);
    }

    /// <summary>Fills <paramref name="destination"/> unless the stream ends first.</summary>
    public int Read(Span<byte> destination)
    {
        int total = 0;
        while (total < destination.Length)
        {
            ReadOnlySpan<byte> bytes = TakeSome(destination.Length - total);
            if (bytes.IsEmpty)
            {
                break;
            }

            bytes.CopyTo(destination[total..]);
            total += bytes.Length;
        }

        return total;
    }

    private ReadOnlySpan<byte> Join(int count)
    {
        if (_joined.Length < count)
        {
            _joined = new byte[count];
        }

        return _joined.AsSpan(0, Read(_joined.AsSpan(0, count)));
    }

    private ReadOnlySpan<byte> Borrow()
    {
        _lender.GiveBack(_lent);
        _lent = 0;
        return _lender.Borrow();
    }

    private ReadOnlySpan<byte> Lend(ReadOnlySpan<byte> bytes)
    {
        _lent = bytes.Length;
        Offset += bytes.Length;
        return bytes;
    }
}
