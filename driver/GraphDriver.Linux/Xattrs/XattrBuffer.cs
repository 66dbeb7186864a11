namespace GraphDriver.Linux.Xattrs;

/// <summary>The kernel bounds a value and a list of names by 64 KiB (XATTR_SIZE_MAX, XATTR_LIST_MAX).</summary>
internal static class XattrBuffer
{
    public const int FirstSize = 256;

    private const int LargestSize = 64 * 1024;

    /// <summary>The buffer for the next try after an error; null where no buffer would help.</summary>
    public static byte[]? Grow(Span<byte> tried) => LastError.Value switch
    {
        Errno.EINTR => new byte[tried.Length],
        Errno.ERANGE when tried.Length < LargestSize => new byte[LargestSize],
        _ => null,
    };
}
