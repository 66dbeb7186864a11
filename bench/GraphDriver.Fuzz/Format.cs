namespace GraphDriver.Fuzz;

/// <summary>A format that is fuzzed.</summary>
/// <param name="Name">In the plural.</param>
/// <param name="Inputs">What mutations start from.</param>
/// <param name="Words">What a text of the format is made of; none where the format is no text.</param>
/// <param name="Target">What is run on an input: true where it is accepted, false where it is refused as it should be.</param>
internal sealed record Format(string Name, IReadOnlyList<byte[]> Inputs, IReadOnlyList<byte[]> Words, Func<byte[], bool> Target)
{
    /// <summary>How often it is run, against the others.</summary>
    public int Weight { get; init; } = 8;
}
