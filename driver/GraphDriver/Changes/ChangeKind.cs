namespace GraphDriver.Changes;

/// <summary>What became of a path.</summary>
public enum ChangeKind
{
    Added,
    Changed,
    Deleted,
}
