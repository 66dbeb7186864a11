using System.Buffers;
using System.Buffers.Text;

namespace GraphDriver.Oci.Layers.Tar;

/// <summary>
/// Extended attributes in PAX records: "SCHILY.xattr.NAME" with the raw value, as star, GNU tar and Go write them, and
/// "LIBARCHIVE.xattr.NAME" with the name percent-encoded and the value in base64, which bsdtar writes beside the former.
/// </summary>
internal static class PaxXattr
{
    /// <summary>What the keys of libarchive's records start with.</summary>
    public static ReadOnlySpan<byte> Libarchive => "LIBARCHIVE.xattr."u8;

    private static ReadOnlySpan<byte> Schily => "SCHILY.xattr."u8;

    /// <summary>
    /// Adds what <paramref name="record"/> holds, if it holds an attribute. Of equal names the last counts, but a
    /// LIBARCHIVE record never replaces. False where it is malformed.
    /// </summary>
    public static bool TryAdd(PaxRecord record, List<TarXattr> xattrs)
    {
        if (record.Key.StartsWith(Schily))
        {
            byte[] name = record.Key[Schily.Length..].ToArray();
            Set(xattrs, new TarXattr(name, record.Value.ToArray()), replace: true);
            return name.Length > 0;
        }

        if (!record.Key.StartsWith(Libarchive))
        {
            return true;
        }

        if (!TryDecodePercent(record.Key[Libarchive.Length..], out byte[] decodedName) || !TryDecodeBase64(record.Value, out byte[] value))
        {
            return false;
        }

        Set(xattrs, new TarXattr(decodedName, value), replace: false);
        return decodedName.Length > 0;
    }

    private static void Set(List<TarXattr> xattrs, TarXattr xattr, bool replace)
    {
        for (int i = 0; i < xattrs.Count; i++)
        {
            if (xattrs[i].Name.AsSpan().SequenceEqual(xattr.Name))
            {
                xattrs[i] = replace ? xattr : xattrs[i];
                return;
            }
        }

        xattrs.Add(xattr);
    }

    private static bool TryDecodePercent(ReadOnlySpan<byte> text, out byte[] name)
    {
        var bytes = new ArrayBufferWriter<byte>(Math.Max(1, text.Length));
        name = [];
        while (!text.IsEmpty)
        {
            byte value = text[0];
            int length = 1;
            if (value == (byte)'%')
            {
                if (text.Length < 3 || !Utf8Parser.TryParse(text[1..3], out value, out int consumed, 'X') || consumed != 2 || value == 0)
                {
                    return false;
                }

                length = 3;
            }

            bytes.Write([value]);
            text = text[length..];
        }

        name = bytes.WrittenSpan.ToArray();
        return true;
    }

    // bsdtar leaves out the padding.
    private static bool TryDecodeBase64(ReadOnlySpan<byte> text, out byte[] value)
    {
        text = text.TrimEnd((byte)'=');
        byte[] padded = new byte[(text.Length + 3) / 4 * 4];
        padded.AsSpan().Fill((byte)'=');
        text.CopyTo(padded);
        value = new byte[Base64.GetMaxDecodedFromUtf8Length(padded.Length)];
        OperationStatus status = Base64.DecodeFromUtf8(padded, value, out _, out int written);
        Array.Resize(ref value, written);
        return status == OperationStatus.Done;
    }
}
