namespace GraphDriver.Store;

/// <summary>What an image or container record says of its big data: names in order of arrival, sizes in bytes and digests by name.</summary>
public sealed record BigDataIndex
{
    /// <summary>No big data.</summary>
    public static BigDataIndex Empty { get; } = new();

    public IReadOnlyList<string> Names { get; init; } = [];

    public IReadOnlyDictionary<string, long> Sizes { get; init; } = new Dictionary<string, long>();

    /// <summary>Digests as text: of manifests that of the algorithm they were asked for with, of others SHA-256.</summary>
    public IReadOnlyDictionary<string, string> Digests { get; init; } = new Dictionary<string, string>();

    /// <summary>This index with one item set.</summary>
    public BigDataIndex With(string name, long size, string digest) => new()
    {
        Names = Names.Contains(name) ? Names : [.. Names, name],
        Sizes = new Dictionary<string, long>(Sizes) { [name] = size },
        Digests = new Dictionary<string, string>(Digests) { [name] = digest },
    };
}
