namespace GraphDriver.Tests;

/// <summary>A test that needs root, since it gives files owners or mounts them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute() => Skip = Environment.IsPrivilegedProcess ? null : "needs root";
}
