using Newtonsoft.Json;

namespace GraphDriver.Oci.Model.Json;

/// <summary>A JSON reader with bounds on depth and on the number of tokens, that turns no text into dates.</summary>
internal sealed class BoundedJsonReader : JsonTextReader
{
    public const int MaxDepthAllowed = 64;
    public const int MaxTokens = 1_000_000;

    private int _tokens;

    public BoundedJsonReader(TextReader text)
        : base(text)
    {
        MaxDepth = MaxDepthAllowed;
        DateParseHandling = DateParseHandling.None;
    }

    public override bool Read()
    {
        if (!base.Read())
        {
            return false;
        }

        if (++_tokens > MaxTokens)
        {
            throw new JsonReaderException($"more than {MaxTokens} values");
        }

        return TokenType == JsonToken.Comment ? throw new JsonReaderException("a comment, which JSON does not have") : true;
    }
}
