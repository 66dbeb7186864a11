namespace GraphDriver.Oci.Transports.Files;

/// <summary>
/// The files of an image layout by their path below its root, with <c>/</c> between its parts: those of a directory or
/// of an archive. May be asked from several threads at once.
/// </summary>
internal interface IFileSet : IDisposable
{
    /// <summary>The regular file of that path, or null where there is none. Links are followed.</summary>
    /// <exception cref="InvalidDataException">There is something else than a regular file.</exception>
    StoredFile? Find(string path);
}
