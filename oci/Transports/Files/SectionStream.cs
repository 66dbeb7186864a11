using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Oci.Transports.Files;

/// <summary>
/// A part of an open file as a stream. It reads at its own position, so that several of them read one handle at once.
/// Where the file ends before the part does, so does the stream.
/// </summary>
internal sealed class SectionStream : Stream
{
    private readonly SafeFileHandle _file;
    private readonly bool _ownsFile;
    private readonly long _start;
    private long _position;

    public SectionStream(SafeFileHandle file, long start, long length, bool ownsFile)
    {
        (_file, _start, Length, _ownsFile) = (file, start, length, ownsFile);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var count = RandomAccess.Read(_file, buffer[..Clamp(buffer.Length)], _start + _position);
        _position += count;
        return count;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await RandomAccess.ReadAsync(_file, buffer[..Clamp(buffer.Length)], _start + _position, cancellationToken).ConfigureAwait(false);
        _position += count;
        return count;
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
        if (disposing && _ownsFile)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Clamp(int count) => (int)Math.Min(count, Length - _position);
}
