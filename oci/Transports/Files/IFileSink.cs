namespace GraphDriver.Oci.Transports.Files;

/// <summary>
/// Where the files of an image layout are written: a directory or an archive. New files have no name until
/// <see cref="Publish"/>; disposing without it leaves what was there as it was. May be used by several threads at once.
/// </summary>
internal interface IFileSink : IDisposable
{
    /// <summary>Whether there is, or was just written, a file of this path and size.</summary>
    bool Has(string path, long size);

    /// <summary>Begins a file.</summary>
    /// <param name="cancellationToken">Ends the wait for another file, where one is written after the other.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    Task<NewFile> CreateAsync(CancellationToken cancellationToken);

    /// <summary>Gives all files their names, and last of all writes <paramref name="path"/>.</summary>
    /// <param name="path">The file that leads to the others.</param>
    /// <param name="content">Makes its content from what it is now, null where there is none; nobody else changes it meanwhile.</param>
    /// <exception cref="IOException">A call failed.</exception>
    void Publish(string path, Func<byte[]?, byte[]> content);
}
