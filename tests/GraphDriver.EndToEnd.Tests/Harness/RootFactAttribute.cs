namespace GraphDriver.EndToEnd.Tests.Harness;

/// <summary>A test that needs root, the peers, the images and the built command; skipped with the reason where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute() => Skip = Prerequisites.Missing;
}
