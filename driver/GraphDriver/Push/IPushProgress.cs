using GraphDriver.Oci.Model;

namespace GraphDriver.Push;

/// <summary>
/// Hears how layers are sent. A layer is told by its DiffID, since the digest of its blob comes last, and by the bytes that it is
/// read from. Called from several threads at once.
/// </summary>
public interface IPushProgress
{
    /// <summary>The layers that the image has, bottom first, each once, before the first of them is sent.</summary>
    void Started(IReadOnlyList<Descriptor> layers);

    /// <summary>The destination had the layer already.</summary>
    void Reused(Descriptor layer);

    /// <summary>So many bytes more of the layer have been read.</summary>
    void Read(Descriptor layer, int bytes);

    /// <summary>The destination has the layer.</summary>
    void Sent(Descriptor layer);
}
