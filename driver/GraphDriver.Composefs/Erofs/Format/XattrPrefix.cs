namespace GraphDriver.Composefs.Erofs.Format;

/// <summary>The prefixes of attribute names that EROFS stores as a number (<c>EROFS_XATTR_INDEX_*</c>).</summary>
internal static class XattrPrefix
{
    private const byte Lustre = 5;

    private static readonly byte[][] Prefixes =
    [
        [],
        [.. "user."u8],
        [.. "system.posix_acl_access"u8],
        [.. "system.posix_acl_default"u8],
        [.. "trusted."u8],
        [.. "lustre."u8],
        [.. "security."u8],
    ];

    /// <summary>Splits a full name into the prefix's number and the length of the prefix; 0 and 0 where no prefix is known.</summary>
    public static byte Split(ReadOnlySpan<byte> name, out int prefixLength)
    {
        for (byte index = 1; index < Prefixes.Length; index++)
        {
            // The C tool writes lustre's names whole.
            if (index != Lustre && name.StartsWith(Prefixes[index]))
            {
                prefixLength = Prefixes[index].Length;
                return index;
            }
        }

        prefixLength = 0;
        return 0;
    }

    /// <summary>The full name of a prefix's number and the rest, or null where there is no such prefix.</summary>
    public static byte[]? Join(byte index, ReadOnlySpan<byte> rest) => index < Prefixes.Length ? [.. Prefixes[index], .. rest] : null;
}
