using GraphDriver.Oci.Layers.Tar;

namespace GraphDriver.Oci.Layers.TarSplit;

/// <summary>
/// Names as Go's filepath.Clean makes them: tar-split compares the names of entries in that form, and its reader refuses
/// a second entry of the same name.
/// </summary>
internal static class CleanName
{
    /// <summary>Writes the shortest name that means the same as <paramref name="name"/> into <paramref name="clean"/>.</summary>
    public static void Write(ReadOnlySpan<byte> name, ByteField clean)
    {
        clean.Clear();
        bool rooted = name.StartsWith("/"u8);
        clean.Append(rooted ? "/"u8 : default);
        int root = clean.Length;
        int climbed = root;
        foreach (Range range in name.Split((byte)'/'))
        {
            ReadOnlySpan<byte> part = name[range];
            if (part.IsEmpty || part.SequenceEqual("."u8))
            {
                continue;
            }

            if (!part.SequenceEqual(".."u8))
            {
                Append(clean, root, part);
            }
            else if (clean.Length > climbed)
            {
                clean.Truncate(Math.Max(clean.Span[climbed..].LastIndexOf((byte)'/') + climbed, climbed));
            }
            else if (!rooted)
            {
                Append(clean, root, part);
                climbed = clean.Length;
            }
        }

        if (clean.IsEmpty)
        {
            clean.Append("."u8);
        }
    }

    private static void Append(ByteField clean, int root, ReadOnlySpan<byte> part)
    {
        clean.Append(clean.Length > root ? "/"u8 : default);
        clean.Append(part);
    }
}
