using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GraphDriver.Oci.Layers.Encoders.Deflate;

/// <summary>Writes bits, the least significant first, as deflate has them (RFC 1951, section 3.1.1).</summary>
/// <param name="output">Gets them; it must have eight bytes more than are written.</param>
internal ref struct BitWriter(Span<byte> output)
{
    private readonly ref byte _output = ref MemoryMarshal.GetReference(output);
    private ulong _bits;
    private int _count;

    /// <summary>How many whole bytes were written.</summary>
    public int Position { get; private set; }

    /// <summary>Adds bits, 56 at the most between two calls of <see cref="Flush"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(uint bits, int count)
    {
        _bits |= (ulong)bits << _count;
        _count += count;
    }

    /// <inheritdoc cref="Add(uint, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Bits bits) => Add(bits.Value, bits.Count);

    /// <summary>Writes the whole bytes of what was added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Flush()
    {
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref _output, Position), BitConverter.IsLittleEndian ? _bits : BinaryPrimitives.ReverseEndianness(_bits));
        Position += _count >> 3;
        _bits >>= _count & ~7;
        _count &= 7;
    }

    /// <summary>Adds bits and writes whole bytes.</summary>
    public void Write(uint bits, int count)
    {
        Add(bits, count);
        Flush();
    }

    /// <inheritdoc cref="Write(uint, int)"/>
    public void Write(Bits bits) => Write(bits.Value, bits.Count);

    /// <summary>Fills up the byte that was begun.</summary>
    public void Align()
    {
        _count = (_count + 7) & ~7;
        Flush();
    }

    /// <summary>Writes bytes; the one before has to be whole.</summary>
    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref _output, Position), bytes.Length));
        Position += bytes.Length;
    }
}
