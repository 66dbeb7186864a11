namespace GraphDriver.Testing.Registry;

/// <summary>A blob of an image, as its descriptor describes it.</summary>
public sealed record TestLayer(byte[] Blob, string MediaType)
{
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();
}
