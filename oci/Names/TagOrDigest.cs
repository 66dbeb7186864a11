using System.Diagnostics.CodeAnalysis;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Names;

/// <summary>
/// What a manifest is asked for by within its repository
/// (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests): either a tag or a digest.
/// </summary>
public readonly record struct TagOrDigest
{
    private TagOrDigest(string? tag, Digest digest) => (Tag, Digest) = (tag, digest);

    /// <summary>The tag; null where it is a digest.</summary>
    public string? Tag { get; }

    /// <summary>The digest; empty where it is a tag.</summary>
    public Digest Digest { get; }

    /// <summary>The tag or digest that a text is; false where it is neither.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TagOrDigest reference)
    {
        reference = Model.Digest.TryParse(text, out var digest) ? new TagOrDigest(null, digest)
            : ReferenceGrammar.IsTag(text) ? new TagOrDigest(text, default)
            : default;
        return reference != default;
    }

    public override string ToString() => Tag ?? Digest.ToString();
}
