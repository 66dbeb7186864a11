using GraphDriver.Composefs.Erofs.Format;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Composefs.Erofs.Writing;

/// <summary>What the format asks of a tree, beyond what the tree's own types do.</summary>
internal static class TreeValidator
{
    private const uint MaxNanoseconds = 999_999_999;

    /// <exception cref="InvalidDataException">A file does not fit the format; the message names its path.</exception>
    public static void Check(InodeTable inodes)
    {
        for (var index = 0; index < inodes.Count; index++)
        {
            var problem = inodes[index] switch
            {
                RegularFileNode file => Problem(file, inodes.Form),
                SymlinkNode link => Problem(link),
                DeviceNode { Major: > DeviceNode.MaxMajor } or DeviceNode { Minor: > DeviceNode.MaxMinor } =>
                    "the device number is over 4095:1048575, the most that Linux knows",
                _ => null,
            };
            if (inodes[index].MtimeNanoseconds > MaxNanoseconds)
            {
                problem = $"an mtime with {inodes[index].MtimeNanoseconds} nanoseconds";
            }

            if (problem is not null)
            {
                throw new InvalidDataException($"{inodes.PathOf(index)}: {problem}");
            }
        }
    }

    private static string? Problem(SymlinkNode link) =>
        link.Target.Length is 0 or > ErofsFormat.MaxSymlinkTarget || link.Target.Contains((byte)0)
            ? $"a link's target has 1 to {ErofsFormat.MaxSymlinkTarget} bytes without NUL, not {link.Target.Length}"
            : null;

    private static string? Problem(RegularFileNode file, ImageForm form) => file switch
    {
        { Size: 0 } => null,
        { InlineContent: { } content } => ContentProblem(file, content, form),
        { Size: > ChunkGeometry.MaxFileSize } => $"a size of {file.Size} is over {ChunkGeometry.MaxFileSize}, the most that the format takes",
        { RedirectLength: > ErofsFormat.MaxSymlinkTarget + 1 } => $"a redirect of {file.RedirectLength} bytes is too long",
        _ when form == ImageForm.Layer && (file.RedirectLength == 0 || file.Verity is null) =>
            "a file that is not empty needs an object and its fs-verity digest in a layer's image",
        _ => null,
    };

    private static string? ContentProblem(RegularFileNode file, byte[] content, ImageForm form)
    {
        if (form == ImageForm.Layer)
        {
            return "a layer's image holds no content inline";
        }

        if (content.Length != file.Size)
        {
            return $"inline content of {content.Length} bytes in a file of {file.Size}";
        }

        return content.Length > ErofsFormat.MaxInlineContent
            ? $"inline content of {content.Length} bytes is over {ErofsFormat.MaxInlineContent}, the most that the format takes"
            : null;
    }
}
