namespace GraphDriver.Cli.Reports.Html;

/// <summary>A scale from zero to a round number that is no less than the greatest value.</summary>
internal sealed class ValueAxis
{
    private const int MostMarks = 5;

    private readonly decimal _end;

    public ValueAxis(long greatest)
    {
        var step = Step(greatest);
        var marks = Math.Max(1, decimal.Ceiling(greatest / step));
        _end = step * marks;
        Marks = [.. Enumerable.Range(0, (int)marks + 1).Select(number => step * number).Where(mark => mark <= long.MaxValue).Select(mark => (long)mark)];
    }

    /// <summary>The numbers that are written beside it, from zero up.</summary>
    public IReadOnlyList<long> Marks { get; }

    /// <summary>Where a value lies, from 0 to 1.</summary>
    public double PartOf(long value) => (double)(value / _end);

    /// <summary>One, two or five of some power of ten.</summary>
    private static decimal Step(long greatest)
    {
        for (var power = 1m; ; power *= 10)
        {
            foreach (var factor in (ReadOnlySpan<decimal>)[1, 2, 5])
            {
                if (greatest <= power * factor * MostMarks)
                {
                    return power * factor;
                }
            }
        }
    }
}
