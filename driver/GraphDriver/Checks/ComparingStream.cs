using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Checks;

/// <summary>Compares what is written to it with a file, from its beginning on.</summary>
/// <param name="file">The file, open for reading; not closed here.</param>
internal sealed class ComparingStream(SafeFileHandle file) : Stream
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private bool _differs;
    private long _position;

    /// <summary>Whether all that was written is all that the file holds.</summary>
    public bool IsSame => !_differs && Statx.Query(file).Size == _position;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty && !_differs)
        {
            var count = ReadFile.ReadAt(file, _buffer.AsSpan(0, Math.Min(buffer.Length, _buffer.Length)), _position);
            _differs = count == 0 || !_buffer.AsSpan(0, count).SequenceEqual(buffer[..count]);
            _position += count;
            buffer = buffer[count..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
