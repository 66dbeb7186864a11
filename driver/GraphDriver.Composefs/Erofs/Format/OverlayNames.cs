namespace GraphDriver.Composefs.Erofs.Format;

/// <summary>
/// The extended attributes that mean something to overlayfs
/// (https://docs.kernel.org/filesystems/overlayfs.html#nesting-overlayfs-mounts tells of the escaped ones).
/// </summary>
internal static class OverlayNames
{
    public static readonly byte[] Metacopy = [.. "trusted.overlay.metacopy"u8];
    public static readonly byte[] Redirect = [.. "trusted.overlay.redirect"u8];
    public static readonly byte[] Opaque = [.. "trusted.overlay.opaque"u8];

    public static readonly byte[] EscapedWhiteout = [.. "trusted.overlay.overlay.whiteout"u8];
    public static readonly byte[] EscapedWhiteouts = [.. "trusted.overlay.overlay.whiteouts"u8];
    public static readonly byte[] EscapedOpaque = [.. "trusted.overlay.overlay.opaque"u8];
    public static readonly byte[] UserWhiteout = [.. "user.overlay.whiteout"u8];
    public static readonly byte[] UserWhiteouts = [.. "user.overlay.whiteouts"u8];
    public static readonly byte[] UserOpaque = [.. "user.overlay.opaque"u8];

    /// <summary>Marks a directory that hides what lies below.</summary>
    public static readonly byte[] OpaqueValue = [(byte)'y'];

    /// <summary>Marks a directory that holds whiteouts which are files with an attribute.</summary>
    public static readonly byte[] HoldsWhiteoutsValue = [(byte)'x'];

    public static ReadOnlySpan<byte> Prefix => "trusted.overlay."u8;

    public static ReadOnlySpan<byte> EscapedPrefix => "trusted.overlay.overlay."u8;

    /// <summary>The name under which an attribute of overlayfs' own passes through an overlay mount as data.</summary>
    public static byte[] Escape(byte[] name) => name.AsSpan().StartsWith(Prefix) ? [.. EscapedPrefix, .. name.AsSpan(Prefix.Length)] : name;

    /// <summary>The name that was escaped to this one.</summary>
    public static byte[] Unescape(byte[] escaped) => [.. Prefix, .. escaped.AsSpan(EscapedPrefix.Length)];

    /// <summary>Whether an attribute, unescaped, is one of those that a stand-alone image puts on a whiteout.</summary>
    public static bool IsWhiteoutMark(ReadOnlySpan<byte> name) => name.SequenceEqual("trusted.overlay.whiteout"u8) || name.SequenceEqual(UserWhiteout);

    /// <summary>Whether an attribute, unescaped, is one of those that a stand-alone image puts on a directory that holds whiteouts.</summary>
    public static bool IsWhiteoutsMark(ReadOnlySpan<byte> name) => name.SequenceEqual("trusted.overlay.whiteouts"u8) || name.SequenceEqual(UserWhiteouts);
}
