namespace GraphDriver.Oci.Layers.Tar;

/// <summary>What headers say of a sparse file, its map apart.</summary>
internal static class SparseHeader
{
    public static SparseFormat Detect(bool isOldGnu, PaxHeader pax)
    {
        if (isOldGnu)
        {
            return SparseFormat.OldGnu;
        }

        ReadOnlySpan<byte> major = pax[pax.SparseMajor];
        ReadOnlySpan<byte> minor = pax[pax.SparseMinor];
        if (major.IsEmpty && minor.IsEmpty)
        {
            // 0.0 and 0.1 came before the version did.
            return pax.SparseMap.IsEmpty && pax.SparseMap00.Count == 0 ? SparseFormat.None : SparseFormat.Pax0;
        }

        if (major.SequenceEqual("0"u8) && (minor.SequenceEqual("0"u8) || minor.SequenceEqual("1"u8)))
        {
            return SparseFormat.Pax0;
        }

        return major.SequenceEqual("1"u8) && minor.SequenceEqual("0"u8) ? SparseFormat.Pax1 : SparseFormat.Unknown;
    }

    /// <summary>
    /// The size of the expanded file, and its true name into <paramref name="entry"/>: the PAX formats hide both from tars that do
    /// not know them. False where the header does not fit the format.
    /// </summary>
    public static bool TryGetSize(SparseFormat format, TarHeader header, PaxHeader pax, TarEntry entry, out long size)
    {
        size = entry.Size;
        if (format == SparseFormat.OldGnu)
        {
            // star has a type 'S' too, laid out in another way.
            return header.Format == TarFormat.Gnu && TarNumber.TryParse(header.GnuRealSize, out size);
        }

        if (!pax.SparseName.IsEmpty)
        {
            entry.NameField.Set(pax[pax.SparseName]);
        }

        PaxField field = pax.SparseSize.IsEmpty ? pax.SparseRealSize : pax.SparseSize;
        return field.IsEmpty || PaxNumber.TryParse(pax[field], out size);
    }
}
