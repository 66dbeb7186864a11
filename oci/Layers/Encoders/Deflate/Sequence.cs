namespace GraphDriver.Oci.Layers.Encoders.Deflate;

/// <summary>Literals, and the match that follows them; at the end of a block only literals.</summary>
/// <param name="Literals">How many literals.</param>
/// <param name="Length">How many bytes the match has; zero where there is none.</param>
/// <param name="Distance">How far back they are found.</param>
internal readonly record struct Sequence(int Literals, ushort Length, ushort Distance);
