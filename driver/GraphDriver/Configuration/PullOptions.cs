namespace GraphDriver.Configuration;

/// <summary>
/// The table <c>storage.options.pull_options</c>. containers/storage takes any key there, so options that are ours
/// alone live there too, under names that begin with <c>graphdriver_</c>.
/// </summary>
public sealed class PullOptions
{
    /// <summary>Take layers with a table of contents piece by piece, reusing what this machine holds. On by default here, off in containers/storage.</summary>
    public bool EnablePartialImages { get; init; } = true;

    /// <summary>Use hard links for equal files. The content pool always does; here it matters to files of OSTree repositories alone.</summary>
    public bool UseHardLinks { get; init; }

    /// <summary>Paths of OSTree repositories to take content from, parted by colons.</summary>
    public string OstreeRepositories { get; init; } = "";

    /// <summary>Convert layers to the composefs form as they come. This driver always does.</summary>
    public bool ConvertImages { get; init; }

    /// <summary>Take partial layers whose content is not proven to equal the full pull.</summary>
    public bool InsecureAllowUnpredictableImageContents { get; init; }

    /// <summary>
    /// <c>graphdriver_chunked_manifest</c>: keep the big data <c>zstd-chunked-manifest</c> and
    /// <c>chunked-manifest-cache</c>, by which podman finds content in our layers.
    /// </summary>
    public bool ChunkedManifest { get; init; }

    /// <summary>
    /// <c>graphdriver_max_expansion</c>: how many times the size of its blob a layer may expand to; layers of up to 1 GiB are
    /// always taken.
    /// </summary>
    public int MaximumExpansion { get; init; } = DefaultMaximumExpansion;

    /// <summary>Ten times what real layers expand to.</summary>
    internal const int DefaultMaximumExpansion = 200;

    /// <summary>
    /// Whether layers get what <see cref="ChunkedManifest"/> asks for. Not where podman would make hard links into layers that
    /// are no composefs: a file would get the mode and owner of an object, which has none of its own.
    /// </summary>
    public bool KeepsChunkedManifest(OverlayOptions overlay) => ChunkedManifest && (!UseHardLinks || overlay.UseComposefs);

    internal static PullOptions From(StorageSettings settings)
    {
        var table = settings.Map(SettingSchema.PullOptions);
        var origin = settings.Origin(SettingSchema.PullOptions);
        return new PullOptions
        {
            EnablePartialImages = Flag("enable_partial_images", absent: true),
            UseHardLinks = Flag("use_hard_links"),
            OstreeRepositories = table.GetValueOrDefault("ostree_repos", ""),
            ConvertImages = Flag("convert_images"),
            InsecureAllowUnpredictableImageContents = Flag("insecure_allow_unpredictable_image_contents"),
            ChunkedManifest = Flag("graphdriver_chunked_manifest"),
            MaximumExpansion = table.TryGetValue("graphdriver_max_expansion", out var factor)
                ? OptionText.ToFactor(factor, $"{origin}.graphdriver_max_expansion")
                : DefaultMaximumExpansion,
        };

        bool Flag(string key, bool absent = false) =>
            table.TryGetValue(key, out var text) && text.Length > 0 ? OptionText.ToFlag(text, $"{origin}.{key}") : absent;
    }
}
