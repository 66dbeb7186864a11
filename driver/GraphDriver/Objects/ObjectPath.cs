using System.Buffers;
using System.Security.Cryptography;

namespace GraphDriver.Objects;

/// <summary>
/// Where an object lies below a <c>diff/</c> folder or the pool: <c>xx/rest</c>, the SHA-256 of the content in lower-case
/// hex, parted after two characters.
/// </summary>
internal static class ObjectPath
{
    /// <summary>The length of <c>xx/rest</c> in bytes.</summary>
    public const int Length = ShardLength + 1 + NameLength;

    /// <summary>The length of the folder's name.</summary>
    public const int ShardLength = 2;

    private const int NameLength = 62;

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdef"u8);

    /// <summary>The path of the content with this SHA-256.</summary>
    /// <param name="sha256">The hash, 32 bytes.</param>
    /// <param name="path">Gets the path; at least <see cref="Length"/> bytes.</param>
    /// <returns>The path, a part of <paramref name="path"/>.</returns>
    public static ReadOnlySpan<byte> Write(ReadOnlySpan<byte> sha256, Span<byte> path)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sha256.Length, SHA256.HashSizeInBytes);
        Convert.TryToHexStringLower(sha256[..1], path, out _);
        path[ShardLength] = (byte)'/';
        Convert.TryToHexStringLower(sha256[1..], path[(ShardLength + 1)..], out _);
        return path[..Length];
    }

    /// <summary>Puts a path together again.</summary>
    /// <param name="shard">The folder's name.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="path">Gets the path; at least <see cref="Length"/> bytes.</param>
    /// <returns>The path, a part of <paramref name="path"/>.</returns>
    public static ReadOnlySpan<byte> Join(ReadOnlySpan<byte> shard, ReadOnlySpan<byte> name, Span<byte> path)
    {
        shard.CopyTo(path);
        path[ShardLength] = (byte)'/';
        name.CopyTo(path[(ShardLength + 1)..]);
        return path[..Length];
    }

    /// <summary>The SHA-256 that an object is named by.</summary>
    /// <param name="shard">The folder's name.</param>
    /// <param name="name">The file's name; both are an object's.</param>
    /// <param name="sha256">Gets the hash, 32 bytes.</param>
    public static void ReadDigest(ReadOnlySpan<byte> shard, ReadOnlySpan<byte> name, Span<byte> sha256)
    {
        Convert.FromHexString(shard, sha256, out _, out _);
        Convert.FromHexString(name, sha256[1..], out _, out _);
    }

    /// <summary>Whether a path of two components could be taken for an object by overlayfs: <c>xx/62 hex</c>.</summary>
    public static bool IsObject(ReadOnlySpan<byte> shard, ReadOnlySpan<byte> name) =>
        shard.Length == ShardLength && name.Length == NameLength
        && !shard.ContainsAnyExcept(HexDigits) && !name.ContainsAnyExcept(HexDigits);
}
