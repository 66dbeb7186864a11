namespace GraphDriver.Oci.Transports.Files;

/// <summary>A file of an <see cref="IFileSink"/> that is being written; disposing it before <see cref="Complete"/> drops it.</summary>
internal abstract class NewFile : IDisposable
{
    /// <summary>Takes the content, from the first byte to the last.</summary>
    public abstract Stream Content { get; }

    /// <summary>Ends the content and says which path it is to get.</summary>
    public abstract void Complete(string path);

    public abstract void Dispose();
}
