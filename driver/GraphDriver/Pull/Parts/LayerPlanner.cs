using System.Globalization;
using GraphDriver.Oci.Transports.Ranges;

namespace GraphDriver.Pull.Parts;

/// <summary>
/// Chooses between the parts of a blob and the whole of it by the time that each will take: that of the network, and that of this machine,
/// which on a fast link is most of it.
/// </summary>
/// <param name="cost">What the network costs.</param>
internal sealed class LayerPlanner(TransferCost cost)
{
    // Bytes of tar a second on two cores as docs/performance.md has them; what counts is how they compare.
    private const double StreamRate = 250e6;
    private const double ReplayRate = 700e6;
    private const double PlacingRate = 300e6;

    /// <summary>How sections are merged and fetched at that cost.</summary>
    public SectionOptions Sections => new() { Parallelism = TransferCost.Parallelism, MaxGap = cost.WorthwhileGap };

    /// <summary>Chooses before the table of contents is fetched; null where that is worth its while.</summary>
    /// <param name="ranges">What the source makes of requests for parts.</param>
    /// <param name="hasContent">Whether this machine holds anything that could be used again.</param>
    public static LayerPlan? ChooseEarly(RangeSupport ranges, bool hasContent) => (ranges, hasContent) switch
    {
        (RangeSupport.None or RangeSupport.Whole, _) => new LayerPlan(LayerWay.Stream, "its host gave no ranges before"),
        (_, false) => new LayerPlan(LayerWay.Stream, "there is nothing to use again"),
        _ => null,
    };

    /// <summary>Chooses, once it is known what is missing.</summary>
    /// <param name="missing">The sections of the blob that hold what is missing, in any order.</param>
    /// <param name="missingSize">The bytes of what is missing, uncompressed.</param>
    /// <param name="contentSize">The bytes of all contents of the layer, uncompressed.</param>
    /// <param name="blobSize">The bytes of the blob.</param>
    public LayerPlan Choose(IReadOnlyList<BlobSection> missing, long missingSize, long contentSize, long blobSize)
    {
        if (missing.Count == 0)
        {
            return new LayerPlan(LayerWay.Reuse, "nothing of it is missing");
        }

        var sections = SectionEstimate.Of([.. missing.OrderBy(section => section.Offset)], Sections);
        var parts = cost.TimeFor(sections.Bytes, sections.Requests)
            + TimeSpan.FromSeconds((missingSize / PlacingRate) + (contentSize / ReplayRate));
        var stream = cost.RoundTrip + TimeSpan.FromSeconds(Math.Max(blobSize / cost.BytesPerSecond, contentSize / StreamRate));
        var reason = string.Create(
            CultureInfo.InvariantCulture,
            $"{missingSize} of {contentSize} bytes are missing: {sections.Bytes} of the blob's {blobSize} in {sections.Requests} ranges, "
            + $"about {parts.TotalMilliseconds:F0} ms against {stream.TotalMilliseconds:F0}");
        return new LayerPlan(parts < stream ? LayerWay.Partial : LayerWay.Stream, reason);
    }
}
