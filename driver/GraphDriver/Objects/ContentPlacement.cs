using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects;

/// <summary>
/// Writes the stored bytes of one file where they belong and hashes the whole content, holes included, on the way.
/// Holes are never written, so that they stay holes.
/// </summary>
internal sealed class ContentPlacement(
    SafeFileHandle file, IReadOnlyList<DataSegment>? segments, ObjectHasher hasher, CancellationToken cancellationToken)
{
    private int _segment;
    private long _inSegment;
    private long _position;

    /// <summary>The next stored bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (!bytes.IsEmpty)
        {
            var room = segments is null ? bytes.Length : EnterSegment();
            var part = bytes[..(int)Math.Min(room, bytes.Length)];
            hasher.Append(part);
            WriteFile.WriteAt(file, part, _position);
            _position += part.Length;
            _inSegment += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    /// <summary>The end: the file gets its full size, and the last hole is hashed.</summary>
    public void Finish(long size)
    {
        SkipTo(size);
        FTruncate.Set(file, size);
    }

    private long EnterSegment()
    {
        while (_inSegment == segments![_segment].Length)
        {
            _segment++;
            _inSegment = 0;
        }

        if (_inSegment == 0)
        {
            SkipTo(segments[_segment].Offset);
        }

        return segments[_segment].Length - _inSegment;
    }

    private void SkipTo(long position)
    {
        hasher.AppendZeros(position - _position, cancellationToken);
        _position = position;
    }
}
