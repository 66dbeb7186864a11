using GraphDriver.Oci.Names;

namespace GraphDriver.Oci.Registry.Configuration;

/// <summary>A <c>[[registry]]</c> table of registries.conf: what happens to the names that it matches.</summary>
internal sealed record RegistryEntry
{
    private const string Wildcard = "*.";

    /// <summary><c>host[:port][/path…]</c>, or <c>*.domain</c> for all its subdomains.</summary>
    public required string Prefix { get; init; }

    public required RegistryEndpoint Primary { get; init; }

    /// <summary>Tried in their order, before <see cref="Primary"/>.</summary>
    public IReadOnlyList<RegistryEndpoint> Mirrors { get; init; } = [];

    public bool Blocked { get; init; }

    public bool MirrorByDigestOnly { get; init; }

    /// <summary>The length of the part of a name (with host, and with or without tag and digest) that the prefix stands for; null where it does not match.</summary>
    public int? Match(string name)
    {
        var end = Prefix.Length;
        if (Prefix.StartsWith(Wildcard, StringComparison.Ordinal))
        {
            var at = name.IndexOf(Prefix[1..], StringComparison.Ordinal);
            if (at < 0 || name.AsSpan(0, at).Contains('/'))
            {
                return null;
            }

            end = at + Prefix.Length - 1;
        }
        else if (!name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        return end == name.Length || name[end] is ':' or '/' or '@' ? end : null;
    }

    /// <summary>Where a name is pulled from, in the order of trying.</summary>
    /// <exception cref="InvalidDataException">An endpoint's location makes it no valid name.</exception>
    public IReadOnlyList<PullSource> SourcesOf(ImageReference name)
    {
        var isDigest = name.Digest is not null;
        return
        [
            .. Mirrors.Where(mirror => mirror.Use switch
            {
                _ when MirrorByDigestOnly => isDigest,
                MirrorUse.DigestOnly => isDigest,
                MirrorUse.TagOnly => !isDigest,
                _ => true,
            }).Select(mirror => new PullSource(Rewrite(name, mirror), mirror.Insecure)),
            new PullSource(Rewrite(name, Primary), Primary.Insecure),
        ];
    }

    private ImageReference Rewrite(ImageReference name, RegistryEndpoint endpoint)
    {
        if (endpoint.Location.Length == 0)
        {
            return name;
        }

        var text = name.ToString();
        var rewritten = endpoint.Location + text[(Match(text) ?? throw new ArgumentException($"{Prefix} does not match {name}", nameof(name)))..];
        return ImageReference.TryParse(rewritten, out var reference) && reference.Domain.Length > 0
            ? reference
            : throw new InvalidDataException($"registries.conf: the location '{endpoint.Location}' makes {name} to '{rewritten}', which is no image name");
    }
}
