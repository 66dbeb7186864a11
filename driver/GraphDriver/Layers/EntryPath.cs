using System.Text;

namespace GraphDriver.Layers;

/// <summary>
/// The name of a tar entry, taken apart into the components below the layer's root. <c>./</c> and doubled slashes go, and
/// an absolute name begins at the layer's root; what would leave it, or could not exist on Linux, is refused.
/// </summary>
internal readonly ref struct EntryPath
{
    /// <summary>The kernel's <c>NAME_MAX</c>, in bytes.</summary>
    public const int MaximumNameLength = 255;

    /// <summary>The kernel's <c>PATH_MAX</c>, in bytes.</summary>
    public const int MaximumPathLength = 4096;

    private EntryPath(ReadOnlySpan<byte> text)
    {
        Text = text;
    }

    /// <summary>The path without leading <c>./</c> or trailing slash; empty for the root itself.</summary>
    public ReadOnlySpan<byte> Text { get; }

    public bool IsRoot => Text.IsEmpty;

    /// <summary>Checks an entry's name.</summary>
    /// <exception cref="InvalidDataException">
    /// The name has a <c>..</c>, a NUL, a component of more than 255 bytes, or more than 4096 bytes.
    /// </exception>
    public static EntryPath Parse(ReadOnlySpan<byte> name)
    {
        var text = name.TrimStart((byte)'/');
        Require(text.Length <= MaximumPathLength, name, $"has {text.Length} bytes, more than {MaximumPathLength}");
        Require(text.IndexOf((byte)0) < 0, name, "has a NUL byte");
        var rest = text;
        while (!rest.IsEmpty)
        {
            var component = TakeFirst(ref rest);
            Require(!component.SequenceEqual(".."u8), name, "leaves the layer by '..'");
            Require(component.Length <= MaximumNameLength, name, $"has a component of {component.Length} bytes, more than {MaximumNameLength}");
        }

        return new EntryPath(TrimDots(text));
    }

    /// <summary>
    /// Takes the next component off <paramref name="rest"/>; empty components and dots are passed over, so the result
    /// is empty only at the end.
    /// </summary>
    public static ReadOnlySpan<byte> TakeFirst(scoped ref ReadOnlySpan<byte> rest)
    {
        while (!rest.IsEmpty)
        {
            var slash = rest.IndexOf((byte)'/');
            var component = slash < 0 ? rest : rest[..slash];
            rest = slash < 0 ? [] : rest[(slash + 1)..];
            if (!component.IsEmpty && !component.SequenceEqual("."u8))
            {
                return component;
            }
        }

        return [];
    }

    /// <summary>How messages show a name: UTF-8 where it is, <c>\xNN</c> elsewhere, at most 200 bytes of it.</summary>
    public static string Display(ReadOnlySpan<byte> name)
    {
        const int Shown = 200;
        var text = new StringBuilder();
        var rest = name[..Math.Min(name.Length, Shown)];
        while (!rest.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(rest, out var rune, out var consumed);
            if (status == System.Buffers.OperationStatus.Done && !Rune.IsControl(rune))
            {
                text.Append(rune.ToString());
            }
            else
            {
                foreach (var value in rest[..consumed])
                {
                    text.Append($"\\x{value:x2}");
                }
            }

            rest = rest[consumed..];
        }

        return text.Append(name.Length > Shown ? "…" : "").ToString();
    }

    private static ReadOnlySpan<byte> TrimDots(ReadOnlySpan<byte> text)
    {
        var rest = text;
        return TakeFirst(ref rest).IsEmpty ? [] : text;
    }

    private static void Require(bool condition, ReadOnlySpan<byte> name, string complaint)
    {
        if (!condition)
        {
            throw new InvalidDataException($"layer entry '{Display(name)}' {complaint}");
        }
    }
}
