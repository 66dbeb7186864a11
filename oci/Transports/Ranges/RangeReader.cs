using System.Diagnostics;
using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Transports.Ranges;

/// <summary>
/// A part of a blob as one stream, over as many requests as the source needs: where it gives less than it is asked for, it is asked for
/// the rest; where it then sends the whole blob, what was had is skipped. To be read by a thread that may wait.
/// </summary>
internal sealed class RangeReader(IBlobRangeSource source, Descriptor blob, BlobSection range, TransferMeter meter, CancellationToken cancellationToken) : ReadOnlyStream
{
    // An answer below this size is a small one, of which a source may give so many.
    private const long SmallAnswer = 64 << 10;
    private const int MaxSmallAnswers = 64;

    private BlobRange? _answer;
    private long _answerPosition;
    private long _position = range.Offset;
    private int _smallAnswers;

    /// <summary>The next byte's place in the blob.</summary>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <summary>Sends the first request; null where it is answered by bytes of the range, else the whole blob, which is the caller's.</summary>
    /// <exception cref="BlobRangeException">It is refused.</exception>
    public BlobRange? Open()
    {
        var answer = Request();
        if (answer.Result == BlobRangeResult.Whole && range.Length < blob.Size)
        {
            return answer;
        }

        Accept(answer);
        return null;
    }

    /// <summary>Goes on with what the source sent; disposed with this stream.</summary>
    public void Accept(BlobRange answer)
    {
        (_answer, _answerPosition) = (answer, answer.Offset);
        if (answer.Offset > _position)
        {
            throw new InvalidDataException($"{source.Host}: blob {blob.Digest}: asked for bytes from {_position} on, it gives those from {answer.Offset} on");
        }

        SkipTo(_position);
        var isShort = answer.Length < Math.Min(SmallAnswer, range.End - _position);
        if (isShort && ++_smallAnswers > MaxSmallAnswers)
        {
            throw new IOException($"{source.Host}: blob {blob.Digest}: it gives {answer.Length} bytes where it is asked for {range.End - _position}, again and again");
        }
    }

    public override int Read(Span<byte> buffer)
    {
        buffer = buffer[..(int)Math.Min(buffer.Length, range.End - _position)];
        if (buffer.IsEmpty)
        {
            return 0;
        }

        while (_answer is null || _answerPosition == _answer.Offset + _answer.Length)
        {
            _answer?.Dispose();
            _answer = null;
            Accept(Request());
        }

        var count = ReadAnswer(buffer);
        _position += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _answer?.Dispose();
        }

        base.Dispose(disposing);
    }

    private BlobRange Request()
    {
        var started = Stopwatch.GetTimestamp();
        var answer = source.OpenBlobRangeAsync(blob, _position, range.End - _position, cancellationToken).GetAwaiter().GetResult();
        meter.Answered(Stopwatch.GetElapsedTime(started), answer.Result);
        if (answer.Result is BlobRangeResult.NotSatisfiable or BlobRangeResult.NotSupported)
        {
            answer.Dispose();
            throw new BlobRangeException(answer.Result, $"{source.Host}: blob {blob.Digest}: asked for bytes {_position}-{range.End - 1} of {blob.Size}, it gives no parts ({answer.Result})");
        }

        return answer;
    }

    private void SkipTo(long position)
    {
        Span<byte> waste = stackalloc byte[4096];
        while (_answerPosition < position)
        {
            ReadAnswer(waste[..(int)Math.Min(waste.Length, position - _answerPosition)]);
        }
    }

    private int ReadAnswer(Span<byte> buffer)
    {
        var count = 0;
        meter.BeginRead();
        try
        {
            count = _answer!.Content.Read(buffer[..(int)Math.Min(buffer.Length, _answer.Offset + _answer.Length - _answerPosition)]);
        }
        finally
        {
            meter.EndRead(count);
        }

        _answerPosition += count;
        return count > 0 ? count
            : throw new InvalidDataException($"{source.Host}: blob {blob.Digest}: it ends at byte {_answerPosition}, before the range asked for");
    }
}
