namespace GraphDriver.Containers.Seccomp;

/// <summary>A condition on one argument of a system call.</summary>
/// <param name="Index">Which argument, from 0 to 5.</param>
/// <param name="Value">What it is compared with.</param>
/// <param name="MustEqual">Whether it has to be the value, or has to be another.</param>
public readonly record struct SeccompCondition(int Index, ulong Value, bool MustEqual);
