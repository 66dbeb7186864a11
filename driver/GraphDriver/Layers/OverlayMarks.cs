using GraphDriver.Linux.Files;
using GraphDriver.Linux.Xattrs;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Layers;

/// <summary>
/// What overlayfs itself writes into a layer to say what becomes of the names below
/// (https://docs.kernel.org/filesystems/overlayfs.html#whiteouts-and-opaque-directories, #redirect-dir).
/// </summary>
internal static class OverlayMarks
{
    private static ReadOnlySpan<byte> OpaqueName => "trusted.overlay.opaque"u8;

    private static ReadOnlySpan<byte> RedirectName => "trusted.overlay.redirect"u8;

    /// <summary>Whether a file hides its name in the layers below: a character device 0:0.</summary>
    public static bool IsWhiteout(in FileStatus status) =>
        status.Type == FileType.CharacterDevice && status.Rdev == default;

    /// <summary>Whether nothing of the layers below shows in a directory.</summary>
    public static bool IsOpaque(SafeFileHandle directory) =>
        GetXattr.Get(directory, OpaqueName) is { } value && value.AsSpan().SequenceEqual("y"u8);

    /// <summary>Whether a directory shows in the layers below what is there under another name: it was renamed.</summary>
    public static bool IsRedirected(SafeFileHandle directory) => GetXattr.Get(directory, RedirectName) is not null;
}
