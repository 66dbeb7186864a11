using System.Buffers;
using System.Text;

namespace GraphDriver.Oci.Registry.Auth;

/// <summary>
/// Reads a <c>WWW-Authenticate</c> header: challenges, and the parameters of each, are both separated by commas, so that only
/// an equals sign tells a parameter from the next scheme. What breaks the grammar ends the reading; what came before counts.
/// </summary>
internal sealed class AuthChallengeParser
{
    private const int MaxChallenges = 32;

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private readonly string _text;
    private int _position;

    private AuthChallengeParser(string text) => _text = text;

    public static IReadOnlyList<AuthChallenge> Parse(string header)
    {
        var parser = new AuthChallengeParser(header);
        var challenges = new List<AuthChallenge>();
        while (challenges.Count < MaxChallenges && parser.ReadChallenge() is { } challenge)
        {
            challenges.Add(challenge);
        }

        return challenges;
    }

    private AuthChallenge? ReadChallenge()
    {
        Skip(" \t,");
        var scheme = ReadToken();
        if (scheme.Length == 0)
        {
            return null;
        }

        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        Skip(" \t");
        while (ReadParameter() is var (name, value))
        {
            parameters.TryAdd(name, value);
            Skip(" \t,");
        }

        if (parameters.Count == 0)
        {
            SkipToken68();
        }

        return new AuthChallenge(scheme.ToLowerInvariant(), parameters);
    }

    /// <summary><c>name=value</c>; null, and nothing read, where something else follows.</summary>
    private (string Name, string Value)? ReadParameter()
    {
        var start = _position;
        var name = ReadToken();
        Skip(" \t");
        if (name.Length > 0 && Peek() == '=')
        {
            _position++;
            Skip(" \t");
            if (Peek() == '"' && ReadQuoted() is { } quoted)
            {
                return (name, quoted);
            }

            if (ReadToken() is { Length: > 0 } value)
            {
                return (name, value);
            }
        }

        _position = start;
        return null;
    }

    private string ReadToken()
    {
        var rest = _text.AsSpan(_position);
        var length = rest.IndexOfAnyExcept(TokenCharacters) is >= 0 and var end ? end : rest.Length;
        _position += length;
        return rest[..length].ToString();
    }

    private string? ReadQuoted()
    {
        var value = new StringBuilder();
        for (_position++; _position < _text.Length; _position++)
        {
            switch (_text[_position])
            {
                case '"':
                    _position++;
                    return value.ToString();
                case '\\' when _position + 1 < _text.Length:
                    value.Append(_text[++_position]);
                    break;
                case var c:
                    value.Append(c);
                    break;
            }
        }

        return null;
    }

    // A challenge such as "Negotiate YII=" has one bare value; a scheme that follows has no comma before a space.
    private void SkipToken68()
    {
        if (Peek() != ',')
        {
            var start = _position;
            var comma = _text.IndexOf(',', start);
            var value = (comma < 0 ? _text[start..] : _text[start..comma]).TrimEnd();
            _position = value.Contains(' ') ? _text.Length : start + value.Length;
        }
    }

    private char? Peek() => _position < _text.Length ? _text[_position] : null;

    private void Skip(string characters)
    {
        while (_position < _text.Length && characters.Contains(_text[_position]))
        {
            _position++;
        }
    }
}
