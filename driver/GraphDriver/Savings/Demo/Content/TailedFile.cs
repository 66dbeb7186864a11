using GraphDriver.Linux.Files;
using GraphDriver.Oci.Layers;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Savings.Demo.Content;

/// <summary>The first bytes of a file, and other bytes after them. Several may read one file at once, each at its own position.</summary>
/// <param name="file">The file; the caller's still.</param>
/// <param name="length">How many bytes of it.</param>
/// <param name="tail">What follows.</param>
internal sealed class TailedFile(SafeFileHandle file, long length, ReadOnlyMemory<byte> tail) : ReadOnlyStream
{
    private long _position;

    public override int Read(Span<byte> buffer)
    {
        if (_position >= length)
        {
            var rest = tail.Span[(int)(_position - length)..];
            var count = Math.Min(buffer.Length, rest.Length);
            rest[..count].CopyTo(buffer);
            _position += count;
            return count;
        }

        var read = ReadFile.ReadAt(file, buffer[..(int)Math.Min(buffer.Length, length - _position)], _position);
        _position += read;
        return read > 0 || buffer.IsEmpty ? read : throw new EndOfStreamException("the tar of the demo's images was cut short");
    }
}
