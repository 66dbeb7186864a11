using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Containers.Logs;

/// <summary>Gathers small writes to a stream.</summary>
internal sealed class OutputBuffer(SafeFileHandle target)
{
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _length;

    /// <exception cref="Linux.LinuxException">The call failed.</exception>
    public void Write(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var count = Math.Min(data.Length, _buffer.Length - _length);
            data[..count].CopyTo(_buffer.AsSpan(_length));
            _length += count;
            data = data[count..];
            if (_length == _buffer.Length)
            {
                Flush();
            }
        }
    }

    /// <exception cref="Linux.LinuxException">The call failed.</exception>
    public void Flush()
    {
        if (_length > 0)
        {
            WriteFile.Write(target, _buffer.AsSpan(0, _length));
            _length = 0;
        }
    }
}
