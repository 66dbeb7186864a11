namespace GraphDriver.Oci.Layers.Tar;

/// <summary>
/// The four ways in which tars describe sparse files (https://www.gnu.org/software/tar/manual/html_node/Sparse-Formats.html).
/// Each method returns what is wrong, or null.
/// </summary>
internal static class SparseMapReader
{
    /// <summary>Offset and length, twelve bytes each.</summary>
    public const int OldGnuSegmentSize = 24;

    /// <summary>The segments of a GNU header or of one of its extension blocks; the byte after the last says that a block follows.</summary>
    public static string? ReadOldGnu(ReadOnlySpan<byte> table, SparseMapBuilder map, out bool isExtended)
    {
        int count = table.Length / OldGnuSegmentSize;
        isExtended = table[count * OldGnuSegmentSize] > 0;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> segment = table.Slice(i * OldGnuSegmentSize, OldGnuSegmentSize);
            if (segment[0] == 0)
            {
                break;
            }

            if (!TarNumber.TryParse(segment[..12], out long offset) || !TarNumber.TryParse(segment[12..], out long length))
            {
                return "its sparse map has a malformed number";
            }

            if (map.Add(offset, length) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    /// <summary>Versions 0.0 and 0.1, whose map is in the extended header.</summary>
    public static string? ReadPax0(PaxHeader pax, SparseMapBuilder map)
    {
        if (!PaxNumber.TryParse(pax[pax.SparseBlockCount], out long count))
        {
            return "its sparse map has no count";
        }

        long found = 0;
        string? problem = null;
        if (pax.SparseMap00.Count > 0)
        {
            for (int i = 0; i < pax.SparseMap00.Count && problem is null; i += 2, found++)
            {
                problem = map.Add(pax.SparseMap00[i], pax.SparseMap00[i + 1]);
            }
        }
        else
        {
            ReadOnlySpan<byte> text = pax[pax.SparseMap];
            for (; !text.IsEmpty && problem is null; found++)
            {
                problem = TryTakeNumber(ref text, out long offset) && TryTakeNumber(ref text, out long length)
                    ? map.Add(offset, length)
                    : "its sparse map has a malformed number";
            }
        }

        return problem ?? (found == count ? null : "its sparse map has another number of segments than it says");
    }

    // Cuts a number off, and the comma between it and the next.
    private static bool TryTakeNumber(ref ReadOnlySpan<byte> text, out long number)
    {
        int end = text.IndexOf((byte)',');
        bool isLast = end < 0;
        bool valid = PaxNumber.TryParse(isLast ? text : text[..end], out number);
        text = isLast ? default : text[(end + 1)..];
        return valid && (isLast || !text.IsEmpty);
    }
}
