using System.Buffers;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Store.Files;

/// <summary>Writes a file in pieces, for those who write to a buffer.</summary>
/// <param name="file">The file, which stays the caller's.</param>
internal sealed class FileWriter(SafeFileHandle file) : IBufferWriter<byte>
{
    private const int PieceSize = 32 * 1024;

    private byte[] _buffer = new byte[PieceSize];
    private int _used;

    public void Advance(int count) => _used += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_buffer.Length - _used < Math.Max(sizeHint, 1))
        {
            Flush();
            _buffer = sizeHint > _buffer.Length ? new byte[sizeHint] : _buffer;
        }

        return _buffer.AsMemory(_used);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Writes what is left.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void Flush()
    {
        WriteFile.Write(file, _buffer.AsSpan(0, _used));
        _used = 0;
    }
}
