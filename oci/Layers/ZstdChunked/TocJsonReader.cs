using System.Text.Json;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Layers.ZstdChunked;

/// <summary>
/// Reads the JSON of a table of contents entry by entry; memory does not grow with it. After the last entry the rest of the document has
/// been read too, to the end of the stream.
/// </summary>
internal sealed class TocJsonReader(Stream json, TocLimits limits)
{
    private const int Version = 1;

    private readonly JsonWindow _window = new(json, limits);
    private JsonReaderState _state;
    private Place _place;
    private long _version;
    private int _count;

    private enum Place
    {
        BeforeDocument,
        Document,
        Entries,
        AfterDocument,
    }

    private enum Step
    {
        Starved,
        Taken,
        Entry,
        End,
    }

    /// <summary>What <c>tarSplitDigest</c> says, after the last entry.</summary>
    public Digest TarSplitDigest { get; private set; }

    /// <summary>Reads the next entry into <paramref name="entry"/>; false where there is none.</summary>
    /// <exception cref="InvalidDataException">It is no such JSON, of another version, or beyond the limits.</exception>
    public bool Read(TocFields entry)
    {
        while (true)
        {
            var reader = new Utf8JsonReader(_window.Bytes, _window.IsFinal, _state);
            var step = Take(ref reader, entry);
            if (step == Step.Starved)
            {
                _window.Grow(_count);
                continue;
            }

            _window.Take((int)reader.BytesConsumed);
            _state = reader.CurrentState;
            if (step != Step.Taken)
            {
                return step == Step.Entry;
            }
        }
    }

    private Step Take(ref Utf8JsonReader reader, TocFields entry)
    {
        try
        {
            if (!reader.Read())
            {
                return _window.IsFinal ? End() : Step.Starved;
            }

            return _place == Place.Entries ? TakeEntry(ref reader, entry) : TakeMember(ref reader);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"table of contents: after entry {_count} it is no JSON: {error.Message}", error);
        }
    }

    private Step End() => _version == Version ? Step.End
        : throw new InvalidDataException($"table of contents: it has version {_version}; known is {Version}");

    private Step TakeEntry(ref Utf8JsonReader reader, TocFields entry)
    {
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            _place = Place.Document;
            return Step.Taken;
        }

        Require(reader.TokenType == JsonTokenType.StartObject, "an entry that is no object");
        entry.Number = _count + 1;
        if (!TocEntryParser.TryRead(ref reader, entry))
        {
            return Step.Starved;
        }

        _count++;
        return Step.Entry;
    }

    private Step TakeMember(ref Utf8JsonReader reader)
    {
        if (_place == Place.BeforeDocument)
        {
            Require(reader.TokenType == JsonTokenType.StartObject, "no object");
            _place = Place.Document;
            return Step.Taken;
        }

        if (reader.TokenType == JsonTokenType.EndObject)
        {
            _place = Place.AfterDocument;
            return Step.Taken;
        }

        var isEntries = reader.ValueTextEquals("entries"u8);
        if (!isEntries && !reader.ValueTextEquals("version"u8) && !reader.ValueTextEquals("tarSplitDigest"u8))
        {
            return reader.TrySkip() ? Step.Taken : Step.Starved;
        }

        var isVersion = reader.ValueTextEquals("version"u8);
        if (!reader.Read())
        {
            return Step.Starved;
        }

        if (isEntries)
        {
            TakeEntries(reader.TokenType);
        }
        else if (isVersion)
        {
            Require(reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out _version), "a version that is no number");
        }
        else
        {
            TarSplitDigest = TakeDigest(ref reader);
        }

        return Step.Taken;
    }

    private void TakeEntries(JsonTokenType token)
    {
        Require(token is JsonTokenType.StartArray or JsonTokenType.Null && _count == 0, "entries that are no array, or two arrays of them");
        _place = token == JsonTokenType.StartArray ? Place.Entries : Place.Document;
    }

    private static Digest TakeDigest(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null || reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty)
        {
            return default;
        }

        Digest digest = default;
        Require(reader.TokenType == JsonTokenType.String && Digest.TryParse(reader.GetString(), out digest), "a tarSplitDigest that is no digest");
        return digest;
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidDataException($"table of contents: it has {otherwise}");
        }
    }
}
