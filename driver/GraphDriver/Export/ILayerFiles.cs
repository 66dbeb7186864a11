namespace GraphDriver.Export;

/// <summary>The files that a layer itself holds, without those of the layers below, by the names of its tar.</summary>
internal interface ILayerFiles : IDisposable
{
    /// <summary>The content of a regular file.</summary>
    /// <param name="name">The name of the tar entry, as it stands there.</param>
    /// <exception cref="InvalidDataException">The layer has no regular file of that name.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    Stream Open(ReadOnlySpan<byte> name);
}
