namespace GraphDriver.Containers;

/// <summary>Where a container is in its life.</summary>
public enum ContainerState
{
    /// <summary>It was made and has not run yet.</summary>
    Created,

    Running,

    /// <summary>Its process has ended.</summary>
    Exited,
}
