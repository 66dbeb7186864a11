using System.Globalization;

namespace GraphDriver.Cli;

/// <summary>Sizes on the command line: <c>180MB</c>, <c>20kB</c>, <c>1GiB</c>, or a number of bytes.</summary>
internal static class ByteSize
{
    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000), ("B", 1), ("", 1),
    ];

    /// <summary>Reads a size.</summary>
    /// <param name="option">What it is the value of, for messages.</param>
    /// <param name="text">The words.</param>
    /// <param name="least">The least that makes sense.</param>
    /// <param name="most">The most.</param>
    /// <exception cref="FormatException">It is none, or not within the bounds.</exception>
    public static long Parse(string option, string text, long least, long most)
    {
        var (unit, bytes) = Units.First(unit => text.EndsWith(unit.Unit, StringComparison.OrdinalIgnoreCase));
        return decimal.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number <= (decimal)most / bytes && number * bytes is var size && size >= least
                ? (long)size
                : throw new FormatException($"{option} '{text}': give a size such as 180MB, from {least} to {most} bytes");
    }
}
