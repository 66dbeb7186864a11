namespace GraphDriver.Oci.Transports.Ranges;

/// <summary>Remembers what was seen of hosts, for the choice between parts and the whole of the next blob. May be used from several threads at once.</summary>
public interface IHostMemory
{
    /// <summary>What is known of a host, <see cref="HostExperience.None"/> where nothing is.</summary>
    HostExperience Recall(string host);

    /// <summary>Adds what was just seen, by <see cref="HostExperience.With"/>. Never throws: what cannot be kept is forgotten.</summary>
    void Remember(string host, HostExperience seen);
}
