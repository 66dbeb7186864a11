using System.Buffers;
using System.Text;
using System.Text.Json;

namespace GraphDriver.Cli.Reports.Html;

/// <summary>Writes elements, each closed where its scope ends, and escapes every text and attribute.</summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder _html = new();

    /// <summary>Begins an element; it ends when what this returns is disposed.</summary>
    public Scope Element(string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Begin(name, attributes);
        _html.Append('>');
        return new Scope(this, name);
    }

    /// <summary>An element without content.</summary>
    public void Empty(string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Begin(name, attributes);
        _html.Append("/>");
    }

    /// <summary>An element with a text.</summary>
    public void Text(string name, string text, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        using (Element(name, attributes))
        {
            Append(text);
        }
    }

    /// <summary>What is HTML already.</summary>
    public void Raw(string html) => _html.Append(html);

    /// <summary>A block of data with an id; nothing in it can end it, since angle brackets and ampersands are escaped as JSON has it.</summary>
    public void Json(string id, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        using (Element("script", ("type", "application/json"), ("id", id)))
        {
            _html.Append(Encoding.UTF8.GetString(buffer.WrittenSpan));
        }
    }

    /// <summary>All that was written, in UTF-8.</summary>
    public byte[] ToArray() => Encoding.UTF8.GetBytes(_html.Append('\n').ToString());

    private void Begin(string name, ReadOnlySpan<(string Name, string Value)> attributes)
    {
        _html.Append('\n').Append('<').Append(name);
        foreach (var (attribute, value) in attributes)
        {
            _html.Append(' ').Append(attribute).Append("=\"");
            Append(value);
            _html.Append('"');
        }
    }

    /// <summary>Characters that no document may hold, and controls, are shown as their numbers, as on the terminal.</summary>
    private void Append(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '<' => _html.Append("&lt;"),
                '>' => _html.Append("&gt;"),
                '&' => _html.Append("&amp;"),
                '"' => _html.Append("&quot;"),
                '\'' => _html.Append("&#39;"),
                _ when Rune.IsControl(rune) => _html.Append($"\\x{rune.Value:x2}"),
                0xFFFE or 0xFFFF => _html.Append($"\\u{rune.Value:x4}"),
                _ => _html.Append(rune.ToString()),
            };
        }
    }

    /// <summary>An element that is open.</summary>
    internal readonly struct Scope(HtmlWriter writer, string name) : IDisposable
    {
        public void Dispose() => writer._html.Append("</").Append(name).Append('>');
    }
}
