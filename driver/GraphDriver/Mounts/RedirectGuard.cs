using GraphDriver.Linux.Files;
using GraphDriver.Linux.Mounts;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Mounts;

/// <summary>
/// Overlayfs looks the redirect of a composefs file up in the regular lowers below it before the data-only ones: a lower
/// layer with a file at <c>/xx/rest</c> of an object's form would put its content in the place of another file's. Such
/// a layer is not mounted below a composefs layer.
/// </summary>
internal sealed class RedirectGuard(LayerChain chain)
{
    private const int ShardLength = 2;
    private const int NameLength = 62;

    private bool _belowComposefs;

    /// <summary>Looks into the layers in the order of the plan, the topmost first.</summary>
    /// <param name="lower">The layer.</param>
    /// <param name="root">Its root directory.</param>
    /// <exception cref="InvalidDataException">The layer has such a file; layer and file are named.</exception>
    public void Inspect(LowerLayer lower, SafeFileHandle root)
    {
        if (_belowComposefs && Find(root) is { } path)
        {
            throw new InvalidDataException(
                $"the layer {NameOf(lower)} has a file '{path}', which would replace the content of files of the layers above it: it is not mounted");
        }

        _belowComposefs |= lower is ErofsLower;
    }

    /// <summary>A file of that form that is no directory; null where there is none.</summary>
    internal static string? Find(SafeFileHandle root)
    {
        using var top = OpenAt.Open(root, ".", OpenFlags.Directory);
        foreach (var shard in DirectoryReader.Read(top))
        {
            if (shard.Type != FileType.Directory || !IsHex(shard.Name, ShardLength))
            {
                continue;
            }

            using var names = OpenAt.Open(top, shard.Name, OpenFlags.Directory | OpenFlags.NoFollow);
            foreach (var entry in DirectoryReader.Read(names))
            {
                if (entry.Type != FileType.Directory && IsHex(entry.Name, NameLength) && !IsWhiteout(names, entry))
                {
                    return $"/{shard}/{entry}";
                }
            }
        }

        return null;
    }

    private static bool IsWhiteout(SafeFileHandle dir, DirectoryEntry entry) =>
        entry.Type == FileType.CharacterDevice && Statx.Query(dir, entry.Name).Rdev == default;

    private static bool IsHex(byte[] name, int length) => name.Length == length && name.All(value => char.IsAsciiHexDigitLower((char)value));

    private string NameOf(LowerLayer lower)
    {
        var layer = chain.All.FirstOrDefault(layer => lower switch
        {
            ErofsLower image => layer.ImagePath == image.ImagePath,
            DirectoryLower directory => layer.Diffs.Contains(directory.Path),
            _ => false,
        });
        return layer?.Id.Hex ?? lower.ToString();
    }
}
