using GraphDriver.Oci.Model;

namespace GraphDriver.Pull;

/// <summary>Hears how a pull goes on. Called from several threads at once.</summary>
public interface IPullProgress
{
    /// <summary>The layers that the image has, bottom first, before the first of them is fetched.</summary>
    void Started(IReadOnlyList<Descriptor> layers);

    /// <summary>The store had the layer already.</summary>
    void Reused(Descriptor layer);

    /// <summary>Another pull fetches the layer's blob: this one waits for it.</summary>
    void Waiting(Descriptor layer);

    /// <summary>So many bytes of the layer's blob have come since the last call.</summary>
    void Received(Descriptor layer, int bytes);

    /// <summary>The layer is in the store.</summary>
    void Stored(Descriptor layer);
}
