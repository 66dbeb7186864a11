using GraphDriver.Oci.Transports.Ranges;

namespace GraphDriver.Pull.Parts;

/// <summary>What it takes to fetch sections of a blob where neighbours are merged.</summary>
/// <param name="Requests">How many ranges are asked for.</param>
/// <param name="Bytes">The bytes of them all, gaps included.</param>
internal readonly record struct SectionEstimate(int Requests, long Bytes)
{
    /// <param name="sections">In ascending order, none over another.</param>
    /// <param name="options">How they are merged.</param>
    public static SectionEstimate Of(IReadOnlyList<BlobSection> sections, SectionOptions options)
    {
        var (requests, bytes, start, end) = (0, 0L, 0L, long.MinValue / 2);
        foreach (var section in sections)
        {
            if (requests > 0 && section.Offset - end <= options.MaxGap && section.End - start <= options.MaxRequestLength)
            {
                bytes += section.End - end;
            }
            else
            {
                requests++;
                bytes += section.Length;
                start = section.Offset;
            }

            end = section.End;
        }

        return new SectionEstimate(requests, bytes);
    }
}
