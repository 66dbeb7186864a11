namespace GraphDriver.Linux.Locks;

/// <summary>Who else may hold the lock.</summary>
public enum LockMode : short
{
    /// <summary>Any number of readers.</summary>
    Shared = 0,

    /// <summary>One writer and nobody else.</summary>
    Exclusive = 1,
}
