using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Containers.Logs;

/// <summary>Reads whole lines from a file that may still grow.</summary>
internal sealed class LogLineReader(SafeFileHandle file, string path)
{
    // Conmon reads its container in pieces of 8 KiB: no line of its log is longer than that and its head.
    private const int MaxLine = 1 << 16;

    private readonly byte[] _buffer = new byte[2 * MaxLine];
    private int _start;
    private int _end;
    private long _offset;

    /// <summary>Where in the file the next line begins.</summary>
    public long Position
    {
        get => _offset - (_end - _start);
        set => (_offset, _start, _end) = (value, 0, 0);
    }

    /// <summary>Reads a line without its end; false where there is no whole line yet. It is valid until the next call.</summary>
    /// <exception cref="InvalidDataException">A line is longer than conmon writes any.</exception>
    /// <exception cref="Linux.LinuxException">The call failed.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = _buffer.AsSpan(_start, length);
                _start += length + 1;
                return true;
            }

            if (_end - _start > MaxLine)
            {
                throw new InvalidDataException($"{path}: a line has more than {MaxLine} bytes, which conmon does not write");
            }

            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            var count = ReadFile.ReadAt(file, _buffer.AsSpan(_end), _offset);
            if (count == 0)
            {
                line = default;
                return false;
            }

            _end += count;
            _offset += count;
        }
    }
}
