namespace GraphDriver.Oci.Model;

/// <summary>
/// An index of manifests by platform, of OCI (https://github.com/opencontainers/image-spec/blob/main/image-index.md) or
/// a manifest list of Docker.
/// </summary>
public sealed record ImageIndex : ManifestDocument
{
    private const string ZstdAnnotation = "io.github.containers.compression.zstd";
    private const int MaxNamedPlatforms = 40;

    /// <summary>The entries in their order; at most <see cref="ManifestParser.MaxEntries"/>.</summary>
    public required IReadOnlyList<Descriptor> Manifests { get; init; }

    /// <summary>
    /// The entry to take on <paramref name="platform"/>, as containers/image chooses: the best rank by
    /// <see cref="Platform.Candidates"/>, an entry without a platform last; among equals one that says that it is
    /// compressed with zstd, then the first.
    /// </summary>
    /// <exception cref="NotSupportedException">There is none; the message names the platforms that there are.</exception>
    public Descriptor Select(Platform platform)
    {
        ArgumentNullException.ThrowIfNull(platform);
        Descriptor? best = null;
        var bestRank = (Platform: int.MaxValue, Compression: int.MaxValue);
        foreach (var entry in Manifests)
        {
            var rank = RankOf(entry, platform);
            if (rank is { } found && (best is null || found.CompareTo(bestRank) < 0))
            {
                (best, bestRank) = (entry, found);
            }
        }

        return best ?? throw new NotSupportedException($"no image for {platform}: there is {NamePlatforms()}");
    }

    private static (int Platform, int Compression)? RankOf(Descriptor entry, Platform platform)
    {
        var compression = entry.Annotations.TryGetValue(ZstdAnnotation, out var value) && value == "true" ? 0 : 1;
        if (entry.Platform is null)
        {
            return entry.ArtifactType is null ? (int.MaxValue, compression) : null;
        }

        return platform.Rank(entry.Platform) is { } rank ? (rank, compression) : null;
    }

    private string NamePlatforms()
    {
        var names = Manifests.Where(entry => entry.Platform is { Os: not "unknown" })
            .Select(entry => entry.Platform!.ToString())
            .Distinct()
            .ToList();
        return names.Count switch
        {
            0 => "none for any platform",
            > MaxNamedPlatforms => string.Join(", ", names.Take(MaxNamedPlatforms)) + $" and {names.Count - MaxNamedPlatforms} more",
            _ => string.Join(", ", names),
        };
    }
}
