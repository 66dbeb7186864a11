namespace GraphDriver.Oci.Transports.Ranges;

/// <summary>Neighbouring sections that are fetched by one request.</summary>
/// <param name="First">The index of the first one.</param>
/// <param name="Count">How many.</param>
/// <param name="Range">From the first byte of the first one to the last byte of the last one.</param>
internal readonly record struct SectionGroup(int First, int Count, BlobSection Range)
{
    /// <summary>Puts sections together.</summary>
    /// <exception cref="ArgumentException">They are not in ascending order, lie over each other, or are not within the blob.</exception>
    public static List<SectionGroup> Plan(IReadOnlyList<BlobSection> sections, long blobSize, SectionOptions options)
    {
        var groups = new List<SectionGroup>();
        long end = 0;
        for (var i = 0; i < sections.Count; i++)
        {
            var section = sections[i];
            if (section.Offset < end || section.Length <= 0 || section.Length > blobSize - section.Offset)
            {
                throw new ArgumentException($"section {i}, {section.Length} bytes at {section.Offset}, lies over the one before or outside of the blob of {blobSize} bytes", nameof(sections));
            }

            if (groups.Count > 0 && section.Offset - end <= options.MaxGap && section.End - groups[^1].Range.Offset <= options.MaxRequestLength)
            {
                var group = groups[^1];
                groups[^1] = new SectionGroup(group.First, group.Count + 1, group.Range with { Length = section.End - group.Range.Offset });
            }
            else
            {
                groups.Add(new SectionGroup(i, 1, section));
            }

            end = section.End;
        }

        return groups;
    }
}
