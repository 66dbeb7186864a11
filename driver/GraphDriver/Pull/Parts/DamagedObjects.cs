using GraphDriver.Linux.Files;
using GraphDriver.Objects;
using GraphDriver.Oci.Model;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Pull.Parts;

/// <summary>
/// Takes objects out of the pool that do not hold what their names say. Looked for where the tar that they make is not the layer's:
/// the full pull, which follows, would link them as well.
/// </summary>
internal static class DamagedObjects
{
    /// <summary>Reads all objects of a layer.</summary>
    /// <returns>How many were damaged.</returns>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public static int Discard(ObjectPool pool, SafeFileHandle diff, LayerContents contents)
    {
        var damaged = 0;
        Span<byte> hash = stackalloc byte[ContentHash.Size];
        Span<byte> path = stackalloc byte[ObjectPath.Length];
        foreach (var content in contents.All.Where(content => content.IsPlaced))
        {
            content.File.Hash.CopyTo(hash);
            ObjectPath.Write(hash, path);
            using var file = OpenAt.Open(diff, path, OpenFlags.ReadOnly | OpenFlags.NoFollow);
            if (!content.File.Hash.Matches(FileHash.Compute(file)))
            {
                pool.Discard(path);
                damaged++;
            }
        }

        return damaged;
    }
}
