namespace GraphDriver.Containers.Seccomp;

/// <summary>What happens to some system calls, and on which conditions.</summary>
/// <param name="Calls">The names of the calls.</param>
/// <param name="Errno">The error number that they fail with; 0 where they are allowed.</param>
/// <param name="Conditions">What must hold of the arguments, all of it.</param>
public sealed record SeccompRule(IReadOnlyList<string> Calls, int Errno, IReadOnlyList<SeccompCondition> Conditions)
{
    internal IReadOnlyList<string> Architectures { get; init; } = [];

    internal IReadOnlyList<string> With { get; init; } = [];

    internal IReadOnlyList<string> Without { get; init; } = [];

    internal bool AppliesTo(string architecture, IReadOnlySet<string> capabilities) =>
        (Architectures.Count == 0 || Architectures.Contains(architecture))
        && With.All(capabilities.Contains)
        && !Without.Any(capabilities.Contains);
}
