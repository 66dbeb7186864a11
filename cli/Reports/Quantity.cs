using System.Globalization;
using GraphDriver.Cli.Output;

namespace GraphDriver.Cli.Reports;

/// <summary>A whole number of something, which is shown rounded and known exactly.</summary>
internal readonly record struct Quantity(long Value, Unit Unit)
{
    private const long MicrosecondsPerSecond = 1_000_000;

    public static Quantity Bytes(long bytes) => new(bytes, Unit.Bytes);

    public static Quantity Count(long count) => new(count, Unit.Count);

    /// <summary>A length of time, to the microsecond.</summary>
    public static Quantity Time(TimeSpan time) => new((long)time.TotalMicroseconds, Unit.Microseconds);

    /// <summary>What part of a whole a number is; none of nothing.</summary>
    public static Quantity Share(long part, long whole) => new(whole == 0 ? 0 : (long)Math.Round(10_000.0 * part / whole), Unit.BasisPoints);

    /// <summary>The number to the unit, such as <c>1,234,567 bytes</c>.</summary>
    public string Exact => Unit switch
    {
        Unit.Bytes => $"{Grouped(Value)} bytes",
        Unit.Microseconds => $"{Grouped(Value)} µs",
        Unit.BasisPoints => string.Create(CultureInfo.InvariantCulture, $"{Value / 100m:0.00} %"),
        _ => Grouped(Value),
    };

    /// <summary>The number as people read it, such as <c>1.23 MB</c>.</summary>
    public override string ToString() => Unit switch
    {
        Unit.Bytes => Value < 0 ? $"-{HumanText.Size(-Math.Max(Value, -long.MaxValue))}" : HumanText.Size(Value),
        Unit.Microseconds => Duration(Value),
        Unit.BasisPoints => string.Create(CultureInfo.InvariantCulture, $"{Value / 100m:0.#} %"),
        _ => Grouped(Value),
    };

    private static string Duration(long microseconds) => Math.Abs((decimal)microseconds) switch
    {
        < 1000 => $"{microseconds} µs",
        < MicrosecondsPerSecond => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1000m:0.#} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{microseconds / (decimal)MicrosecondsPerSecond:0.00} s"),
    };

    private static string Grouped(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
