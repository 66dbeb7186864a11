namespace GraphDriver.Oci.Layers.Compression;

/// <summary>What one of our own decoders says of bad bytes, as against what a library says of them; the name of the thing goes before it.</summary>
internal sealed class DecoderException(string message, Exception? inner = null) : Exception(message, inner);
