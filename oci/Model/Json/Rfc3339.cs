using System.Globalization;

namespace GraphDriver.Oci.Model.Json;

/// <summary>Times as Go writes them: RFC 3339 with up to nine digits of a second, of which seven are kept.</summary>
internal static class Rfc3339
{
    private const int KeptDigits = 7;

    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        var point = text.IndexOf('.');
        if (text.Length > 64 || text is not [.., 'Z' or 'z'] && (text.Length < 6 || text[^6] is not ('+' or '-')))
        {
            return false;
        }

        if (point >= 0)
        {
            var end = point + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            if (end == point + 1)
            {
                return false;
            }

            text = string.Concat(text.AsSpan(0, Math.Min(end, point + 1 + KeptDigits)), text.AsSpan(end));
        }

        return DateTimeOffset.TryParseExact(
            text.ToUpperInvariant(),
            "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out time);
    }
}
