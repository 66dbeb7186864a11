using System.Diagnostics.CodeAnalysis;

namespace GraphDriver.Oci.Names;

/// <summary>
/// The name of a repository within a registry, such as <c>library/debian</c>
/// (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests): path components, at most 255 characters in all.
/// None of them begins with a dot, so a value of this type never leads out of a folder.
/// </summary>
public readonly record struct RepositoryName
{
    private readonly string? _text;

    private RepositoryName(string text) => _text = text;

    /// <summary>The components, from the left.</summary>
    public IReadOnlyList<string> Components => ToString().Split('/');

    /// <summary>The name that a text is.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static RepositoryName Parse(string text) =>
        TryParse(text, out var name) ? name : throw new FormatException($"'{text}' is no repository's name: expected lower-case letters and digits, with '.', '_', '__', '-' or '/' between them");

    /// <summary>As <see cref="Parse"/>; false where the text is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out RepositoryName name)
    {
        name = default;
        if (text is null || text.Length > ReferenceGrammar.MaxNameLength || !text.Split('/').All(part => ReferenceGrammar.IsPathComponent(part)))
        {
            return false;
        }

        name = new RepositoryName(text);
        return true;
    }

    /// <summary>
    /// The repositories that a registry of its own serves an image of this name as: the full name where it is a repository's
    /// (<c>docker.io/library/debian</c>; one with a port is none), and the path without the registry (<c>library/debian</c>).
    /// </summary>
    public static IEnumerable<RepositoryName> Of(ImageReference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return ((string[])[reference.Name, reference.Path]).Distinct().SelectMany(text => TryParse(text, out var name) ? new[] { name } : []);
    }

    public override string ToString() => _text ?? "";
}
