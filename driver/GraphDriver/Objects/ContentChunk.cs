using System.Buffers;

namespace GraphDriver.Objects;

/// <summary>Some consecutive bytes of a file's stored content, in a pooled buffer; disposing gives the buffer back.</summary>
internal readonly struct ContentChunk(byte[] buffer, int length, ByteBudget budget) : IDisposable
{
    /// <summary>The most bytes that one chunk holds.</summary>
    public const int MaximumLength = 256 * 1024;

    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    public void Dispose()
    {
        budget.Return(buffer.Length);
        ArrayPool<byte>.Shared.Return(buffer);
    }
}
