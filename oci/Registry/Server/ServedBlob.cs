namespace GraphDriver.Oci.Registry.Server;

/// <summary>A blob as it is served.</summary>
/// <param name="Size">Its length in bytes.</param>
/// <param name="OpenSection">
/// Opens so many bytes from an offset on; both lie within the blob. The stream may block; what it throws ends the connection, so that
/// the client does not take a part for the whole.
/// </param>
public sealed record ServedBlob(long Size, Func<long, long, Stream> OpenSection);
