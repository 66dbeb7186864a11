using GraphDriver.Layers;

namespace GraphDriver.Export;

/// <summary>Paths below the root of a tree that is walked: bytes, without a slash in front.</summary>
internal static class TreePath
{
    /// <summary>The path of a name in a directory.</summary>
    /// <exception cref="InvalidDataException">It is longer than the kernel's <c>PATH_MAX</c>, and so deeper than a walk may go.</exception>
    public static byte[] Join(byte[] directory, ReadOnlySpan<byte> name)
    {
        byte[] path = directory.Length == 0 ? name.ToArray() : [.. directory, (byte)'/', .. name];
        return path.Length <= EntryPath.MaximumPathLength
            ? path
            : throw new InvalidDataException($"the path '/{EntryPath.Display(path)}' has more than {EntryPath.MaximumPathLength} bytes");
    }
}
