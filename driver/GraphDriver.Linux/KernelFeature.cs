namespace GraphDriver.Linux;

/// <summary>Whether the kernel can do something here.</summary>
/// <param name="Refusal">Why not, in its own words; null where it can.</param>
public readonly record struct KernelFeature(string? Refusal)
{
    public bool IsSupported => Refusal is null;

    /// <summary>Tries something.</summary>
    internal static KernelFeature Try(Action attempt)
    {
        try
        {
            attempt();
            return default;
        }
        catch (LinuxException e)
        {
            return new KernelFeature(e.Message);
        }
    }

    internal static KernelFeature From(Errno errno, string operation, string what) =>
        errno == Errno.None ? default : new KernelFeature(LinuxException.From(errno, operation, what).Message);
}
