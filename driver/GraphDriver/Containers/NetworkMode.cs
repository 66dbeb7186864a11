namespace GraphDriver.Containers;

/// <summary>The network of a container.</summary>
public enum NetworkMode
{
    /// <summary>A network of its own that has only the loopback device.</summary>
    None,

    /// <summary>The host's network, with all that listens there.</summary>
    Host,
}
