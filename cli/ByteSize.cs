using System.Globalization;

namespace GraphDriver.Cli;

/// <summary>Sizes as podman prints them: three significant digits, decimal units.</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    public static string Format(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        while (value >= 1000 && unit < Units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return $"{value.ToString("G3", CultureInfo.InvariantCulture)} {Units[unit]}";
    }
}
