using System.Security.Cryptography;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Transports;

/// <summary>
/// The bytes of a blob, hashed and counted as they are read. The read that reaches the descriptor's size also checks
/// the digest, and hands nothing out where it differs; the next one checks that nothing follows. So whoever has read to
/// the end has proven bytes, and nobody reads more than the descriptor names. After an error every read fails with it.
/// </summary>
public sealed class VerifyingStream : Stream
{
    private readonly Stream _inner;
    private readonly Descriptor _blob;
    private readonly string _source;
    private readonly IncrementalHash _hash;
    private long _read;
    private bool _ended;
    private InvalidDataException? _failure;

    /// <param name="inner">The bytes; disposed with this stream.</param>
    /// <param name="blob">What they have to be.</param>
    /// <param name="source">How errors name where they come from.</param>
    public VerifyingStream(Stream inner, Descriptor blob, string source)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(blob);
        ArgumentException.ThrowIfNullOrEmpty(source);
        (_inner, _blob, _source) = (inner, blob, source);
        _hash = blob.Digest.CreateHasher();
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    /// <summary>The descriptor's size, in bytes.</summary>
    public override long Length => _blob.Size;

    /// <summary>The bytes read so far.</summary>
    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    /// <exception cref="InvalidDataException">The bytes are fewer, more or others than the descriptor says.</exception>
    public override int Read(Span<byte> buffer)
    {
        ThrowIfFailed();
        if (_ended || (buffer.IsEmpty && _read < _blob.Size))
        {
            return 0;
        }

        if (_read < _blob.Size)
        {
            buffer = Clamp(buffer);
            return Accept(buffer[.._inner.Read(buffer)]);
        }

        Span<byte> probe = stackalloc byte[1];
        return End(_inner.Read(probe));
    }

    /// <exception cref="InvalidDataException">The bytes are fewer, more or others than the descriptor says.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ThrowIfFailed();
        if (_ended || (buffer.IsEmpty && _read < _blob.Size))
        {
            return 0;
        }

        if (_read < _blob.Size)
        {
            buffer = buffer[..Clamp(buffer.Span).Length];
            var count = await _inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            return Accept(buffer.Span[..count]);
        }

        return End(await _inner.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false));
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private Span<byte> Clamp(Span<byte> buffer) => buffer[..(int)Math.Min(buffer.Length, _blob.Size - _read)];

    private int Accept(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            throw Fail($"expected {_blob.Size} bytes, got {_read}");
        }

        _hash.AppendData(bytes);
        _read += bytes.Length;
        if (_read == _blob.Size)
        {
            CheckDigest();
        }

        return bytes.Length;
    }

    private int End(int extra)
    {
        if (extra > 0)
        {
            throw Fail($"expected {_blob.Size} bytes, got more");
        }

        if (_blob.Size == 0)
        {
            CheckDigest();
        }

        _ended = true;
        return 0;
    }

    private void CheckDigest()
    {
        var hash = _hash.GetHashAndReset();
        if (!_blob.Digest.Matches(hash))
        {
            throw Fail($"its bytes have the digest {_blob.Digest.Algorithm}:{Convert.ToHexStringLower(hash)}");
        }
    }

    private InvalidDataException Fail(string reason) => _failure = new InvalidDataException($"{_source}: blob {_blob.Digest}: {reason}");

    private void ThrowIfFailed()
    {
        if (_failure is not null)
        {
            throw new InvalidDataException(_failure.Message, _failure);
        }
    }
}
