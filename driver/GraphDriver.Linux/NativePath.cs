using System.Buffers;
using System.Runtime.InteropServices;

namespace GraphDriver.Linux;

/// <summary>A NUL-terminated copy of a path, in the caller's stack memory where it fits, else in a pooled array.</summary>
internal ref struct NativePath
{
    /// <summary>Bytes of stack that callers give; longer paths are rare.</summary>
    public const int StackSize = 512;

    private readonly Span<byte> _bytes;
    private byte[]? _rented;

    /// <exception cref="ArgumentException">The path holds a NUL.</exception>
    public NativePath(LinuxPath path, Span<byte> stack)
    {
        var needed = path.MaxByteCount + 1;
        if (needed > stack.Length)
        {
            stack = _rented = ArrayPool<byte>.Shared.Rent(needed);
        }

        var length = path.Encode(stack);
        _bytes = stack[..(length + 1)];
        _bytes[length] = 0;
        if (_bytes[..length].Contains((byte)0))
        {
            Dispose();
            throw new ArgumentException($"the path '{path.ToString()}' holds a NUL byte", nameof(path));
        }
    }

    public readonly ref readonly byte Start => ref MemoryMarshal.GetReference(_bytes);

    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
            _rented = null;
        }
    }
}
