using System.Net;

namespace GraphDriver.Oci.Names;

/// <summary>
/// The character rules of image references (https://github.com/distribution/reference/blob/main/reference.go, the
/// grammar in its head): what a domain, a path component and a tag may look like. All ASCII.
/// </summary>
internal static class ReferenceGrammar
{
    public const int MaxNameLength = 255;
    public const int MaxTagLength = 128;

    /// <summary>Name, tag and the longest digest with their separators: what is longer is no reference.</summary>
    public const int MaxReferenceLength = MaxNameLength + 1 + MaxTagLength + 1 + 256;

    /// <summary><c>host[:port]</c>, where the host is a DNS name, an IPv4 address or an IPv6 address in brackets.</summary>
    public static bool IsDomain(ReadOnlySpan<char> text)
    {
        var colon = text.LastIndexOf(':');
        if (colon >= 0 && text[(colon + 1)..].IndexOf(']') < 0)
        {
            var port = text[(colon + 1)..];
            if (port.IsEmpty || port.ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }

            text = text[..colon];
        }

        return text.StartsWith("[") ? IsBracketedAddress(text) : IsHostName(text);
    }

    /// <summary>Lower-case letters and digits with single separators between them: <c>.</c>, <c>_</c>, <c>__</c> or any number of <c>-</c>.</summary>
    public static bool IsPathComponent(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !IsLowerAlphanumeric(text[0]) || !IsLowerAlphanumeric(text[^1]))
        {
            return false;
        }

        for (var i = 0; i < text.Length;)
        {
            if (IsLowerAlphanumeric(text[i]))
            {
                i++;
                continue;
            }

            var end = i;
            while (!IsLowerAlphanumeric(text[end]))
            {
                end++;
            }

            var separator = text[i..end];
            if (separator is not ("." or "_" or "__") && separator.ContainsAnyExcept('-'))
            {
                return false;
            }

            i = end;
        }

        return true;
    }

    /// <summary>A letter, digit or underscore, then up to 127 of these, dots and hyphens.</summary>
    public static bool IsTag(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.Length > MaxTagLength || text[0] is '.' or '-')
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsHostName(ReadOnlySpan<char> text)
    {
        foreach (var range in text.Split('.'))
        {
            var label = text[range];
            if (label.IsEmpty || label[0] == '-' || label[^1] == '-')
            {
                return false;
            }

            foreach (var c in label)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c != '-')
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool IsBracketedAddress(ReadOnlySpan<char> text) =>
        text is ['[', .., ']'] && text.IndexOf('%') < 0 && text.IndexOf(':') >= 0 && IPAddress.TryParse(text[1..^1], out _);

    private static bool IsLowerAlphanumeric(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
}
