using System.Security.Cryptography;
using GraphDriver.Composefs.Tree;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Objects.Index;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects;

/// <summary>
/// The objects of one layer: its <c>diff/</c> folder, filled from the pool where the pool has the content and written
/// where it has not. Safe for several threads; a content that comes twice is kept once.
/// </summary>
/// <param name="pool">The pool.</param>
/// <param name="diff">The layer's <c>diff/</c>.</param>
/// <param name="index">Gets the fs-verity digests of what is written anew; may be null.</param>
internal sealed class LayerObjects(ObjectPool pool, SafeFileHandle diff, IndexRecords? index = null)
{
    /// <summary>After so many contents in a row that the pool had not, the next ones are written without asking it first.</summary>
    private const int MissesBeforeWriting = 32;

    /// <summary>The mode of objects, 0444: they are shared by all layers and never written again.</summary>
    public const uint ObjectMode = 0x124;

    // Counted without a lock: a few more or less change nothing.
    private int _misses;

    /// <summary>Makes a content that the caller holds whole an object of the layer.</summary>
    /// <param name="path">The object's path, <c>xx/rest</c>.</param>
    /// <param name="content">The content.</param>
    /// <returns>Whether it is new to the pool.</returns>
    public bool Add(ReadOnlySpan<byte> path, ReadOnlySpan<byte> content)
    {
        if (_misses < MissesBeforeWriting)
        {
            if (pool.TryLinkInto(diff, path, content.Length))
            {
                _misses = 0;
                return false;
            }

            _misses++;
        }

        return Write(path, content);
    }

    /// <summary>Notes the fs-verity digest of a content that was new, for the index.</summary>
    /// <param name="file">A file that has it, both digests known.</param>
    public void Note(RegularFileNode file)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (file.Verity is { } verity && file.TryGetObject(hash))
        {
            index?.AddVerity(hash, verity);
        }
    }

    private bool Write(ReadOnlySpan<byte> path, ReadOnlySpan<byte> content)
    {
        using var file = TryCreate(path);
        if (file is null)
        {
            // Another thread writes the same content into this layer at this moment.
            return false;
        }

        WriteFile.Write(file, content);
        var isNew = pool.Publish(diff, path, content.Length);
        _misses = isNew ? _misses : 0;
        return isNew;
    }

    /// <summary>A nameless file for a content whose digest is not known yet; <see cref="Adopt"/> gives it its name.</summary>
    public SafeFileHandle CreateNameless() =>
        OpenAt.Open(diff, "."u8, OpenFlags.Temporary | OpenFlags.ReadWrite, ObjectMode);

    /// <summary>Gives a nameless file its place as the object <paramref name="path"/>, unless the content is there already.</summary>
    /// <returns>Whether it is new to the pool.</returns>
    public bool Adopt(SafeFileHandle file, ReadOnlySpan<byte> path, long size)
    {
        if (pool.TryLinkInto(diff, path, size))
        {
            return false;
        }

        var error = LinkAt.TryLinkHandle(file, diff, path);
        if (error == Errno.ENOENT)
        {
            EnsureShard(path);
            error = LinkAt.TryLinkHandle(file, diff, path);
        }

        if (error == Errno.EEXIST)
        {
            return false;
        }

        LinuxException.ThrowIfError(error, "link", path);
        return pool.Publish(diff, path, size);
    }

    private SafeFileHandle? TryCreate(ReadOnlySpan<byte> path)
    {
        const OpenFlags Flags = OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.WriteOnly;
        var error = OpenAt.TryOpen(diff, path, Flags, ObjectMode, out var file);
        if (error == Errno.ENOENT)
        {
            EnsureShard(path);
            error = OpenAt.TryOpen(diff, path, Flags, ObjectMode, out file);
        }

        if (error == Errno.EEXIST)
        {
            return null;
        }

        LinuxException.ThrowIfError(error, "open", path);
        return file;
    }

    private void EnsureShard(ReadOnlySpan<byte> path)
    {
        var error = MkdirAt.TryMake(diff, path[..2], ObjectPool.ShardMode);
        if (error != Errno.EEXIST)
        {
            LinuxException.ThrowIfError(error, "mkdir", path[..2]);
        }
    }
}
