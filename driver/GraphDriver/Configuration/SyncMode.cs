namespace GraphDriver.Configuration;

/// <summary>What is flushed before a layer is recorded as whole.</summary>
public enum SyncMode
{
    /// <summary>Nothing: the kernel writes back when it likes.</summary>
    None,

    /// <summary>The file system, by syncfs(2).</summary>
    FileSystem,
}
