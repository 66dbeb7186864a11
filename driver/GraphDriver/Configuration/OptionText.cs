using System.Globalization;

namespace GraphDriver.Configuration;

/// <summary>Values that storage.conf writes as strings, parsed as containers/storage parses them.</summary>
internal static class OptionText
{
    /// <summary>A "string bool": 1, t, T, TRUE, true, True and their opposites.</summary>
    /// <exception cref="InvalidDataException">The text is none of these; <paramref name="origin"/> is named.</exception>
    public static bool ToFlag(string text, string origin) => text switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw new InvalidDataException($"{origin} must be \"true\" or \"false\", not \"{text}\""),
    };

    /// <summary>A size in bytes: a number with an optional unit of b, k, m, g, t or p (KB, KiB …), all binary.</summary>
    /// <exception cref="InvalidDataException">The text is no size; <paramref name="origin"/> is named.</exception>
    public static long ToBytes(string text, string origin)
    {
        var trimmed = text.Trim().ToLowerInvariant();
        var digits = trimmed.AsSpan().TrimEnd("kmgtpib ");
        var unit = trimmed.AsSpan(digits.Length).Trim();
        var shift = unit switch
        {
            "" or "b" => 0,
            "k" or "kb" or "kib" => 10,
            "m" or "mb" or "mib" => 20,
            "g" or "gb" or "gib" => 30,
            "t" or "tb" or "tib" => 40,
            "p" or "pb" or "pib" => 50,
            _ => -1,
        };
        var parsed = decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        return parsed && shift >= 0 && number <= long.MaxValue >> shift
            ? (long)(number * (1L << shift))
            : throw new InvalidDataException($"{origin} must be a size such as \"10g\", not \"{text}\"");
    }

    /// <summary>A whole number from 0 on.</summary>
    /// <exception cref="InvalidDataException">The text is none; <paramref name="origin"/> is named.</exception>
    public static long ToCount(string text, string origin) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw new InvalidDataException($"{origin} must be a whole number, not \"{text}\"");

    /// <summary>A whole factor from 1 on.</summary>
    /// <exception cref="InvalidDataException">The text is none; <paramref name="origin"/> is named.</exception>
    public static int ToFactor(string text, string origin) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var factor) && factor > 0
            ? factor
            : throw new InvalidDataException($"{origin} must be a whole number from 1 on, not \"{text}\"");

    /// <summary>A permission mask: shared (0755), private (0700) or octal.</summary>
    /// <exception cref="InvalidDataException">The text is no mask; <paramref name="origin"/> is named.</exception>
    public static uint ToMask(string text, string origin)
    {
        if (text is "shared" or "private")
        {
            return text == "shared" ? 0x1EDu : 0x1C0u;
        }

        var digits = text.StartsWith("0o", StringComparison.Ordinal) ? text[2..] : text;
        var valid = digits.Length is > 0 and <= 5 && digits.All(c => c is >= '0' and <= '7');
        var mask = valid ? Convert.ToUInt32(digits, 8) : uint.MaxValue;
        return mask <= 0xFFF
            ? mask
            : throw new InvalidDataException($"{origin} must be \"shared\", \"private\" or an octal mask, not \"{text}\"");
    }
}
