using System.Runtime.InteropServices;
using System.Text;

namespace GraphDriver.Linux.Processes;

/// <summary>A NULL-terminated array of NUL-terminated strings, as execve(2) takes arguments and environments.</summary>
internal sealed unsafe class NativeStringList : IDisposable
{
    private byte** _items;
    private readonly int _count;

    /// <exception cref="ArgumentException">A text holds a NUL.</exception>
    public NativeStringList(IReadOnlyList<string> texts)
    {
        _count = texts.Count;
        _items = (byte**)NativeMemory.AllocZeroed((nuint)_count + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < _count; i++)
        {
            if (texts[i].Contains('\0'))
            {
                Dispose();
                throw new ArgumentException($"the text '{texts[i].Replace("\0", "\\x00", StringComparison.Ordinal)}' holds a NUL", nameof(texts));
            }

            _items[i] = Copy(texts[i]);
        }
    }

    public byte** Pointer => _items;

    public void Dispose()
    {
        if (_items is null)
        {
            return;
        }

        for (var i = 0; i < _count; i++)
        {
            NativeMemory.Free(_items[i]);
        }

        NativeMemory.Free(_items);
        _items = null;
    }

    private static byte* Copy(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var bytes = (byte*)NativeMemory.Alloc((nuint)length + 1);
        Encoding.UTF8.GetBytes(text, new Span<byte>(bytes, length));
        bytes[length] = 0;
        return bytes;
    }
}
