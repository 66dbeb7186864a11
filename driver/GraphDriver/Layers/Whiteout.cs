namespace GraphDriver.Layers;

/// <summary>
/// How a layer's tar says that something below is gone
/// (https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts).
/// </summary>
internal static class Whiteout
{
    /// <summary>The marker that hides everything below the directory that it lies in.</summary>
    public static ReadOnlySpan<byte> Opaque => ".wh..wh..opq"u8;

    /// <summary>What the name of a marker begins with; in a whiteout the name that it hides follows.</summary>
    public static ReadOnlySpan<byte> Prefix => ".wh."u8;

    private static ReadOnlySpan<byte> AufsMetadata => ".wh..wh."u8;

    /// <summary>Whether the name is a marker of any kind, and so no file of the layer.</summary>
    public static bool IsMarker(ReadOnlySpan<byte> name) => name.StartsWith(Prefix);

    /// <summary>Whether the name is bookkeeping of aufs (<c>.wh..wh.plnk</c>, <c>.wh..wh.aufs</c>), which says nothing.</summary>
    public static bool IsAufsMetadata(ReadOnlySpan<byte> name) =>
        name.StartsWith(AufsMetadata) && !name.SequenceEqual(Opaque);

    /// <summary>The name that a whiteout hides.</summary>
    /// <exception cref="InvalidDataException">The marker names nothing, or <c>.</c> or <c>..</c>.</exception>
    public static ReadOnlySpan<byte> HiddenName(ReadOnlySpan<byte> marker)
    {
        var hidden = marker[Prefix.Length..];
        return hidden.IsEmpty || hidden.SequenceEqual("."u8) || hidden.SequenceEqual(".."u8)
            ? throw new InvalidDataException($"layer entry '{EntryPath.Display(marker)}' is a whiteout of no name")
            : hidden;
    }
}
