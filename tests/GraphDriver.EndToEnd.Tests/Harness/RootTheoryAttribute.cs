namespace GraphDriver.EndToEnd.Tests.Harness;

/// <summary>The theory that goes with <see cref="RootFactAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootTheoryAttribute : TheoryAttribute
{
    public RootTheoryAttribute() => Skip = Prerequisites.Missing;
}
