namespace GraphDriver.Linux.Mounts;

/// <summary>A read-only layer of an overlay.</summary>
public abstract record LowerLayer
{
    private protected LowerLayer()
    {
    }
}
