namespace GraphDriver.Containers;

/// <summary>A container could not be made or run; <see cref="ExitCode"/> is what podman and docker exit with then.</summary>
public sealed class ContainerRuntimeException : IOException
{
    /// <summary>The command cannot be run: no permission, or it is no program.</summary>
    public const int CannotInvoke = 126;

    /// <summary>The command is not there.</summary>
    public const int NotFound = 127;

    /// <summary>Every other error that is not the command's own.</summary>
    public const int Generic = 125;

    public ContainerRuntimeException()
        : this("the container could not be run")
    {
    }

    public ContainerRuntimeException(string message)
        : base(message) => ExitCode = Generic;

    public ContainerRuntimeException(string message, Exception innerException)
        : base(message, innerException) => ExitCode = Generic;

    private ContainerRuntimeException(string message, int exitCode)
        : base(message) => ExitCode = exitCode;

    public int ExitCode { get; }

    /// <summary>An error that a runtime reported; the code follows from its words, as podman does it.</summary>
    public static ContainerRuntimeException FromRuntime(string runtime, string message)
    {
        var text = message.Trim();
        return new ContainerRuntimeException($"{runtime}: {text}", CodeOf(text));
    }

    private static int CodeOf(string message)
    {
        // Permission comes first: "no such file" may be part of the path that was denied.
        string[] denied = ["permission denied", "operation not permitted", "is a directory", "exec format error"];
        string[] missing = ["executable file not found", "executable file `", "no such file or directory", "open executable"];
        return denied.Any(Says) ? CannotInvoke : missing.Any(Says) ? NotFound : Generic;

        bool Says(string words) => message.Contains(words, StringComparison.OrdinalIgnoreCase);
    }
}
