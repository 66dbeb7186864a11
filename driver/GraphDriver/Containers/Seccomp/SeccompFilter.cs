namespace GraphDriver.Containers.Seccomp;

/// <summary>
/// The system calls of one container, as <c>linux.seccomp</c> of the runtime specification has it
/// (https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#seccomp).
/// </summary>
/// <param name="Architectures">The architectures whose calls are filtered, in libseccomp's names; empty for that of the kernel.</param>
/// <param name="Rules">What happens to which calls; all others fail with <see cref="DefaultErrno"/>.</param>
public sealed record SeccompFilter(IReadOnlyList<string> Architectures, IReadOnlyList<SeccompRule> Rules)
{
    /// <summary>ENOSYS: a program takes the call for one that the kernel does not know, and does without.</summary>
    public const int DefaultErrno = 38;
}
