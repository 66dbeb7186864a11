using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Registry.Server;

/// <summary>A blob that is on its way; disposing it before it is published leaves nothing of it.</summary>
public interface IStagedBlob : IDisposable
{
    /// <summary>Takes the bytes, and gives them back: it can be read and sought in.</summary>
    Stream Content { get; }

    /// <summary>Makes the bytes, which the caller has proven, a blob of the repository. Once.</summary>
    void Publish(Digest digest);
}
