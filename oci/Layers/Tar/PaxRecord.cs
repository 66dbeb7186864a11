namespace GraphDriver.Oci.Layers.Tar;

/// <summary>
/// One record "LENGTH KEY=VALUE\n" of a PAX extended header
/// (https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_03). Values may be binary.
/// </summary>
internal readonly ref struct PaxRecord
{
    private const int MinLength = 5;

    private PaxRecord(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Key = key;
        Value = value;
    }

    public ReadOnlySpan<byte> Key { get; }

    public ReadOnlySpan<byte> Value { get; }

    /// <summary>Cuts the first record off <paramref name="bytes"/>; false where they do not start with one.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> bytes, out PaxRecord record)
    {
        record = default;
        int space = bytes.IndexOf((byte)' ');
        if (space <= 0 || !PaxNumber.TryParse(bytes[..space], out long length) || length < MinLength
            || length > bytes.Length || length <= space + 1 || bytes[(int)length - 1] != (byte)'\n')
        {
            return false;
        }

        ReadOnlySpan<byte> pair = bytes[(space + 1)..((int)length - 1)];
        int equals = pair.IndexOf((byte)'=');
        if (equals <= 0)
        {
            return false;
        }

        record = new PaxRecord(pair[..equals], pair[(equals + 1)..]);
        bytes = bytes[(int)length..];
        return record.NulsAreAllowed();
    }

    // Nulls are refused in what becomes a C string: every key, and the values of the string fields of ustar.
    private bool NulsAreAllowed() =>
        Key.SequenceEqual("path"u8) || Key.SequenceEqual("linkpath"u8) || Key.SequenceEqual("uname"u8) || Key.SequenceEqual("gname"u8)
            ? !Value.Contains((byte)0)
            : !Key.Contains((byte)0);
}
