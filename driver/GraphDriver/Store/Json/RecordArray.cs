using System.Text.Json;

namespace GraphDriver.Store.Json;

/// <summary>
/// The elements of a JSON array, one after the other, of which no more is in memory than a piece: a store's records can be thousands, and several
/// times their size would be needed to have them all at once. Null counts as an empty array, as Go has it.
/// </summary>
/// <param name="json">The file.</param>
/// <param name="source">Its name, for messages.</param>
/// <param name="maximum">The most bytes that make sense.</param>
internal sealed class RecordArray(Stream json, string source, int maximum)
{
    private const int FirstSize = 64 * 1024;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 32 };

    private byte[] _buffer = new byte[FirstSize];
    private int _start;
    private int _end;
    private long _total;
    private bool _isWhole;
    private JsonReaderState _state = new(Options);

    /// <summary>Whether there is nothing at all.</summary>
    public bool IsEmpty()
    {
        Fill();
        return _end == 0;
    }

    /// <summary>Begins; false where there is something else than an array.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public bool TryBegin()
    {
        while (true)
        {
            var reader = Reader();
            if (reader.Read())
            {
                Take(reader);
                return reader.TokenType is JsonTokenType.StartArray or JsonTokenType.Null;
            }

            Fill();
        }
    }

    /// <summary>The next element, to be disposed; null at the end of the array, which nothing but space may follow.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="InvalidDataException">It is larger than it may be.</exception>
    public JsonDocument? Next()
    {
        while (true)
        {
            var reader = Reader();
            if (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.EndArray)
                {
                    Take(reader);
                    continue;
                }

                if (JsonDocument.TryParseValue(ref reader, out var element))
                {
                    Take(reader);
                    return element;
                }
            }
            else if (_isWhole)
            {
                return null;
            }

            Fill();
        }
    }

    private Utf8JsonReader Reader() => new(_buffer.AsSpan(_start, _end - _start), _isWhole, _state);

    private void Take(in Utf8JsonReader reader)
    {
        _start += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
    }

    private void Fill()
    {
        var rest = _end - _start;
        var old = _buffer;
        if (rest > _buffer.Length / 2)
        {
            _buffer = new byte[Math.Min(2L * _buffer.Length, Array.MaxLength)];
        }

        old.AsSpan(_start, rest).CopyTo(_buffer);
        var count = json.Read(_buffer.AsSpan(rest));
        (_start, _end, _isWhole) = (0, rest + count, count == 0);
        _total += count;
        if (_total > maximum)
        {
            throw new InvalidDataException($"{source} has more than {maximum} bytes");
        }
    }
}
