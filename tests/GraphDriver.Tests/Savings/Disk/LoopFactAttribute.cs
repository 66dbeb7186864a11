namespace GraphDriver.Tests.Savings.Disk;

/// <inheritdoc cref="LoopTheoryAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LoopFactAttribute : FactAttribute
{
    public LoopFactAttribute() => Skip = new LoopTheoryAttribute().Skip;
}
