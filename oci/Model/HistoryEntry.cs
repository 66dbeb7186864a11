using GraphDriver.Oci.Model.Json;

namespace GraphDriver.Oci.Model;

/// <summary>One step of an image's making (https://github.com/opencontainers/image-spec/blob/main/config.md#properties, history).</summary>
public sealed record HistoryEntry
{
    public DateTimeOffset? Created { get; init; }

    /// <summary><see cref="Created"/> as it is written, with all its digits.</summary>
    public string? CreatedText { get; init; }

    public string? CreatedBy { get; init; }

    public string? Author { get; init; }

    public string? Comment { get; init; }

    /// <summary>Whether the step made no layer.</summary>
    public bool EmptyLayer { get; init; }

    internal static HistoryEntry Read(JsonFields fields) => new()
    {
        Created = fields.Time("created"),
        CreatedText = fields.OptionalString("created"),
        CreatedBy = fields.OptionalString("created_by"),
        Author = fields.OptionalString("author"),
        Comment = fields.OptionalString("comment"),
        EmptyLayer = fields.OptionalBoolean("empty_layer"),
    };
}
