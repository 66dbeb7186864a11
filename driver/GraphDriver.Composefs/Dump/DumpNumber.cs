namespace GraphDriver.Composefs.Dump;

/// <summary>Numbers as a dump has them: digits alone.</summary>
internal static class DumpNumber
{
    /// <exception cref="DumpFormatException">The field is anything but digits, or over 64 bits.</exception>
    public static ulong Parse(ReadOnlySpan<byte> digits, DumpField field, uint radix = 10)
    {
        if (digits.IsEmpty)
        {
            throw new DumpFormatException(field, "a number is missing");
        }

        UInt128 value = 0;
        foreach (var digit in digits)
        {
            var step = (uint)digit - '0';
            if (step >= radix)
            {
                throw new DumpFormatException(field, $"'{DumpEscape.ToText(digits)}' is not a number of base {radix}");
            }

            value = (value * radix) + step;
            if (value > ulong.MaxValue)
            {
                throw new DumpFormatException(field, $"'{DumpEscape.ToText(digits)}' does not fit 64 bits");
            }
        }

        return (ulong)value;
    }

    /// <summary>Seconds, maybe negative, a point, and nanoseconds as a number of their own: <c>1.1</c> is one second and one nanosecond.</summary>
    public static (long Seconds, uint Nanoseconds) ParseTime(ReadOnlySpan<byte> time)
    {
        const uint NanosecondsPerSecond = 1_000_000_000;
        var point = time.IndexOf((byte)'.');
        if (point < 0)
        {
            throw new DumpFormatException(DumpField.Mtime, "the point and the nanoseconds are missing");
        }

        var isNegative = time[0] == '-';
        var seconds = Parse(time[(isNegative ? 1 : 0)..point], DumpField.Mtime);
        var nanoseconds = Parse(time[(point + 1)..], DumpField.Mtime);
        if (seconds > long.MaxValue || nanoseconds >= NanosecondsPerSecond)
        {
            throw new DumpFormatException(DumpField.Mtime, $"'{DumpEscape.ToText(time)}' is out of range");
        }

        return (isNegative ? -(long)seconds : (long)seconds, (uint)nanoseconds);
    }
}
