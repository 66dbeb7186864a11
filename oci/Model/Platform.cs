namespace GraphDriver.Oci.Model;

/// <summary>
/// What an image runs on
/// (https://github.com/opencontainers/image-spec/blob/main/image-index.md#image-index-property-descriptions), in Go's
/// names: <c>linux</c>, <c>amd64</c>, <c>arm64</c>, and for arm a variant <c>v5</c> to <c>v8</c>.
/// </summary>
public sealed record Platform(string Os, string Architecture, string? Variant = null)
{
    // From the most capable to the one that runs everywhere, as containers/image has them.
    private static readonly string[] ArmVariants = ["v8", "v7", "v6", "v5"];
    private static readonly string[] Arm64Variants = ["v8"];

    /// <summary>The operating system's version; only Windows images have it.</summary>
    public string? OsVersion { get; init; }

    /// <summary>The platform of this process.</summary>
    public static Platform Current => HostPlatform.Detected;

    /// <summary>
    /// Parses <c>os/arch[/variant]</c>, in any case and with the usual other names (<c>x86_64</c>, <c>aarch64</c>,
    /// <c>armhf</c>…), as containerd normalises them: <c>arm</c> is <c>arm/v7</c>, <c>arm64/v8</c> is <c>arm64</c>.
    /// </summary>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static Platform Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('/');
        if (text.Length > 128 || parts.Length is < 2 or > 3 || !parts.All(IsWord))
        {
            throw new FormatException($"'{(text.Length > 128 ? text[..128] + "…" : text)}' is not a platform: expected os/arch[/variant], such as linux/arm64");
        }

        return new Platform(parts[0], parts[1], parts.Length > 2 ? parts[2] : null).Normalize();
    }

    /// <summary>The same platform in Go's names.</summary>
    public Platform Normalize()
    {
        var os = Os.ToLowerInvariant() is var lower && lower == "macos" ? "darwin" : lower;
        var (architecture, variant) = NormalizeArchitecture(Architecture.ToLowerInvariant(), Variant?.ToLowerInvariant());
        return this with { Os = os, Architecture = architecture, Variant = variant };
    }

    /// <summary>
    /// The platforms whose images run here, the best first: this one, then its less capable variants, then the one
    /// without a variant; where this has no variant, the one without comes first and all known variants follow.
    /// </summary>
    public IReadOnlyList<Platform> Candidates()
    {
        var known = Architecture switch { "arm" => ArmVariants, "arm64" => Arm64Variants, _ => [] };
        IEnumerable<string?> variants = string.IsNullOrEmpty(Variant) ? [null, .. known]
            : Array.IndexOf(known, Variant) is >= 0 and var first ? [.. known[first..], null]
            : [Variant, null];
        return [.. variants.Select(variant => new Platform(Os, Architecture, variant))];
    }

    /// <summary>
    /// Where an image of the platform <paramref name="image"/> stands among <see cref="Candidates"/>: 0 is the best,
    /// null means that it does not run here. Versions of operating systems are not compared.
    /// </summary>
    public int? Rank(Platform image)
    {
        var candidates = Candidates();
        for (var rank = 0; rank < candidates.Count; rank++)
        {
            var candidate = candidates[rank];
            if (image.Os == candidate.Os && image.Architecture == candidate.Architecture && (image.Variant ?? "") == (candidate.Variant ?? ""))
            {
                return rank;
            }
        }

        return null;
    }

    public override string ToString() => string.IsNullOrEmpty(Variant) ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";

    private static (string Architecture, string? Variant) NormalizeArchitecture(string architecture, string? variant) =>
        (architecture, variant) switch
        {
            ("i386", _) => ("386", null),
            ("x86_64" or "x86-64" or "amd64", "v1") => ("amd64", null),
            ("x86_64" or "x86-64", _) => ("amd64", variant),
            ("aarch64" or "arm64", "8" or "v8" or "v8.0") => ("arm64", null),
            ("aarch64" or "arm64", "9" or "9.0" or "v9.0") => ("arm64", "v9"),
            ("aarch64", _) => ("arm64", variant),
            ("armhf", _) => ("arm", "v7"),
            ("armel", _) => ("arm", "v6"),
            ("arm", null or "" or "7") => ("arm", "v7"),
            ("arm", "5" or "6" or "8") => ("arm", "v" + variant),
            _ => (architecture, variant),
        };

    private static bool IsWord(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');
}
