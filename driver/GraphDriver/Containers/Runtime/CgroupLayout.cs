namespace GraphDriver.Containers.Runtime;

/// <summary>How the machine mounts its control groups.</summary>
public enum CgroupLayout
{
    /// <summary>Version 2 alone.</summary>
    Unified,

    /// <summary>A hierarchy for each controller, with or without a version 2 beside them.</summary>
    PerController,
}
