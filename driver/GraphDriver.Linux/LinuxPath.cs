using System.Text;

namespace GraphDriver.Linux;

/// <summary>
/// A path argument of a system call: any bytes but NUL. A <see cref="string"/> stands for its UTF-8 bytes, so every
/// call of this assembly takes either. It is never normalised.
/// </summary>
public readonly ref struct LinuxPath
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly string? _text;
    private readonly ReadOnlySpan<byte> _bytes;

    /// <summary>A path of raw bytes, without the terminating NUL.</summary>
    public LinuxPath(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>A path of text.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public LinuxPath(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _text = text;
    }

    /// <summary>A bound of the length in bytes, to size the buffer that <see cref="Encode"/> takes.</summary>
    internal int MaxByteCount => _text is null ? _bytes.Length : StrictUtf8.GetMaxByteCount(_text.Length);

    public static implicit operator LinuxPath(string text) => new(text);

    public static implicit operator LinuxPath(byte[] bytes) => new((ReadOnlySpan<byte>)bytes);

    public static implicit operator LinuxPath(Span<byte> bytes) => new((ReadOnlySpan<byte>)bytes);

    public static implicit operator LinuxPath(ReadOnlySpan<byte> bytes) => new(bytes);

    public static implicit operator LinuxPath(ReadOnlyMemory<byte> bytes) => new(bytes.Span);

    /// <summary>The bytes, in an array of their own.</summary>
    public byte[] ToArray() => _text is null ? _bytes.ToArray() : StrictUtf8.GetBytes(_text);

    /// <summary>The path as it is shown: bytes that are not UTF-8 and control characters as <c>\xNN</c>.</summary>
    public override string ToString() => _text ?? PathText.Escape(_bytes);

    /// <summary>Copies the bytes to <paramref name="destination"/>.</summary>
    /// <returns>How many bytes there are.</returns>
    /// <exception cref="ArgumentException">The text is not valid UTF-16.</exception>
    internal int Encode(Span<byte> destination)
    {
        if (_text is not null)
        {
            return StrictUtf8.GetBytes(_text, destination);
        }

        _bytes.CopyTo(destination);
        return _bytes.Length;
    }
}
