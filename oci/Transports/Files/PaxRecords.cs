using System.Globalization;
using System.Text;

namespace GraphDriver.Oci.Transports.Files;

/// <summary>
/// What a PAX extension header (https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html) says of the entry
/// that follows it, as much of it as finding files takes.
/// </summary>
internal sealed class PaxRecords
{
    public string? Path { get; private set; }

    public string? LinkPath { get; private set; }

    public long? Size { get; private set; }

    /// <summary>Whether the entry's bytes are a map and the data segments of a sparse file.</summary>
    public bool IsSparse { get; private set; }

    /// <summary>Parses records, <c>length key=value\n</c> each, the length being that of the whole record.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such records.</exception>
    public static PaxRecords Parse(ReadOnlySpan<byte> bytes, string source)
    {
        var records = new PaxRecords();
        while (!bytes.IsEmpty)
        {
            var space = bytes.IndexOf((byte)' ');
            if (space <= 0
                || !int.TryParse(bytes[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length <= space + 2 || length > bytes.Length || bytes[length - 1] != (byte)'\n'
                || bytes[(space + 1)..(length - 1)].IndexOf((byte)'=') is not (> 0 and var equals))
            {
                throw new InvalidDataException($"{source}: the archive has a bad PAX header");
            }

            var record = bytes[(space + 1)..(length - 1)];
            records.Take(Encoding.UTF8.GetString(record[..equals]), record[(equals + 1)..], source);
            bytes = bytes[length..];
        }

        return records;
    }

    private void Take(string key, ReadOnlySpan<byte> value, string source)
    {
        switch (key)
        {
            case "path":
                Path = TarHeader.Text(value);
                break;
            case "linkpath":
                LinkPath = TarHeader.Text(value);
                break;
            case "size":
                Size = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
                    ? size
                    : throw new InvalidDataException($"{source}: the archive has a bad size in a PAX header");
                break;
            default:
                IsSparse |= key.StartsWith("GNU.sparse.", StringComparison.Ordinal);
                break;
        }
    }
}
