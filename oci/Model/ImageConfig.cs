using GraphDriver.Oci.Model.Json;

namespace GraphDriver.Oci.Model;

/// <summary>
/// An image's configuration (https://github.com/opencontainers/image-spec/blob/main/config.md): what it runs on, how
/// its containers run, and the digests of its layers' tar streams. Its own digest is the image's id.
/// </summary>
public sealed record ImageConfig
{
    /// <summary>The most bytes that a configuration may have.</summary>
    public const int MaxSize = 4 << 20;

    private const int MaxHistory = 10 * ManifestParser.MaxEntries;

    public required string Architecture { get; init; }

    public required string Os { get; init; }

    public string? Variant { get; init; }

    public string? Author { get; init; }

    /// <summary>Docker's comment on the image; null where there is none.</summary>
    public string? Comment { get; init; }

    /// <summary>When the image was made, cut to 100 ns; null where it does not say.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary><see cref="Created"/> as it is written, with all its digits.</summary>
    public string? CreatedText { get; init; }

    /// <summary>How containers of the image run; all empty where it does not say.</summary>
    public required ContainerConfig Config { get; init; }

    public required RootFs RootFs { get; init; }

    /// <summary>How the image came to be, the oldest step first; may be empty.</summary>
    public IReadOnlyList<HistoryEntry> History { get; init; } = [];

    public Platform Platform => new(Os, Architecture, Variant);

    /// <summary>Parses a configuration.</summary>
    /// <param name="bytes">The JSON, at most <see cref="MaxSize"/> bytes.</param>
    /// <param name="source">How errors name it.</param>
    /// <exception cref="InvalidDataException">The bytes are no image configuration; the message names the field.</exception>
    public static ImageConfig Parse(ReadOnlySpan<byte> bytes, string source)
    {
        if (bytes.Length > MaxSize)
        {
            throw new InvalidDataException($"{source}: the configuration has {bytes.Length} bytes, more than {MaxSize}");
        }

        var fields = JsonFields.Parse(bytes, $"{source}: configuration");
        return new ImageConfig
        {
            Architecture = fields.OptionalString("architecture") ?? "",
            Os = fields.OptionalString("os") ?? "",
            Variant = fields.OptionalString("variant") is { Length: > 0 } variant ? variant : null,
            Author = fields.OptionalString("author"),
            Comment = fields.OptionalString("comment"),
            Created = fields.Time("created"),
            CreatedText = fields.OptionalString("created"),
            Config = ContainerConfig.Read(fields.OptionalObject("config")),
            RootFs = RootFs.Read(fields.RequiredObject("rootfs")),
            History = [.. fields.Objects("history", MaxHistory).Select(HistoryEntry.Read)],
        };
    }

    /// <summary>Checks that there is one DiffID for each layer of the manifest.</summary>
    /// <exception cref="InvalidDataException">The numbers differ.</exception>
    public void RequireLayersOf(Manifest manifest, string source)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        if (manifest.Layers.Count != RootFs.DiffIds.Count)
        {
            throw new InvalidDataException($"{source}: the manifest has {manifest.Layers.Count} layers, its configuration {RootFs.DiffIds.Count}");
        }
    }
}
