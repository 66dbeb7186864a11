namespace GraphDriver.Linux.Mounts;

/// <summary>A directory as a layer.</summary>
/// <param name="Path">Absolute.</param>
public sealed record DirectoryLower(string Path) : LowerLayer
{
    public override string ToString() => Path;
}
