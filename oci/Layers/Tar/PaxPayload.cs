using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace GraphDriver.Oci.Layers.Tar;

/// <summary>The records of a PAX extended header that is being written, in the order in which they are added.</summary>
internal sealed class PaxPayload
{
    private readonly ByteField _records = new();

    public ReadOnlySpan<byte> Records => _records.Span;

    public bool IsEmpty => _records.IsEmpty;

    public void Clear() => _records.Clear();

    /// <summary>Adds a number, in decimal.</summary>
    public void Add(ReadOnlySpan<byte> key, long value) => Add(key, Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Adds a record <c>LENGTH KEY=VALUE\n</c>; the length counts its own digits.</summary>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        int rest = key.Length + value.Length + " =\n".Length;
        int length = rest + Digits(rest);
        length = rest + Digits(length);
        _records.Append(Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture)));
        _records.Append(" "u8);
        _records.Append(key);
        _records.Append("="u8);
        _records.Append(value);
        _records.Append("\n"u8);
    }

    /// <summary>Adds names; where they are not UTF-8, which the values of PAX should be, a record before them says so.</summary>
    public void AddNames(ReadOnlySpan<byte> path, ReadOnlySpan<byte> linkPath)
    {
        if (!Utf8.IsValid(path) || !Utf8.IsValid(linkPath))
        {
            Add("hdrcharset"u8, "BINARY"u8);
        }

        if (!path.IsEmpty)
        {
            Add("path"u8, path);
        }

        if (!linkPath.IsEmpty)
        {
            Add("linkpath"u8, linkPath);
        }
    }

    /// <summary>Adds a time with as many digits of its fraction as it needs; before 1970 the fraction counts down from the seconds.</summary>
    public void AddTime(ReadOnlySpan<byte> key, long seconds, uint nanoseconds)
    {
        const uint Second = 1_000_000_000;
        var (sign, whole, fraction) = seconds < 0 && nanoseconds > 0 ? ("-", -(seconds + 1), Second - nanoseconds) : ("", seconds, nanoseconds);
        string digits = fraction == 0 ? "" : $".{fraction:D9}".TrimEnd('0');
        Add(key, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{sign}{whole}{digits}")));
    }

    private static int Digits(int value) => value.ToString(CultureInfo.InvariantCulture).Length;
}
