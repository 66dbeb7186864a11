using System.Diagnostics.CodeAnalysis;
using GraphDriver.Oci.Model;

namespace GraphDriver.Store;

/// <summary>The id of a layer record: 64 characters of lower-case hex, so always safe as a file name.</summary>
public readonly record struct LayerId
{
    private LayerId(string hex) => Hex = hex;

    /// <summary>The 64 characters; null for <c>default</c>, which names nothing.</summary>
    public string Hex { get; }

    /// <summary>True for <c>default</c>, which names nothing.</summary>
    public bool IsEmpty => Hex is null;

    /// <summary>The first 12 characters, as listings show them.</summary>
    public string ShortHex => Hex[..RecordId.ShortLength];

    /// <summary>Parses a whole id.</summary>
    /// <exception cref="FormatException">The text is not 64 characters of lower-case hex.</exception>
    public static LayerId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not the id of a layer: expected 64 characters of lower-case hex");

    /// <summary>Parses a whole id; false where the text is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out LayerId id)
    {
        id = RecordId.IsValid(text) ? new LayerId(text) : default;
        return !id.IsEmpty;
    }

    /// <summary>The id whose hex is that of a SHA-256 digest, as layers of the common kind have it (the chain of DiffIDs).</summary>
    /// <exception cref="ArgumentException">The digest is not a SHA-256.</exception>
    public static LayerId FromDigest(Digest digest) =>
        TryParse(digest.Hex, out var id) ? id : throw new ArgumentException($"'{digest}' is not a SHA-256 digest", nameof(digest));

    /// <summary>A new random id.</summary>
    public static LayerId CreateRandom() => new(RecordId.CreateRandom());

    public override string ToString() => Hex ?? "";
}
