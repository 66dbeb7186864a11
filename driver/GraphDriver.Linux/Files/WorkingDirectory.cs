namespace GraphDriver.Linux.Files;

/// <summary>The handle that makes relative paths start at the working directory (<c>AT_FDCWD</c>).</summary>
public static class WorkingDirectory
{
    private const int AT_FDCWD = -100;

    public static SafeFileHandle Handle { get; } = new(AT_FDCWD, ownsHandle: false);
}
