using System.Runtime.CompilerServices;

[module: SkipLocalsInit]

namespace GraphDriver.Linux;

/// <summary>The library that holds the wrappers of the system calls.</summary>
internal static class Libc
{
    public const string Name = "libc";
}
