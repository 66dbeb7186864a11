using System.Buffers;
using GraphDriver.Composefs.Tree;
using GraphDriver.Composefs.Verity;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects;

/// <summary>
/// Takes the content of a file from outside the pool into the pool and a layer: by one more link where the file is as immutable as an
/// object, else by shared blocks, else by a copy. What does not have the digest that it should have is not taken.
/// </summary>
/// <param name="pool">The pool.</param>
/// <param name="outer">The same pool, reached through the mount that other folders of the machine are in; links cross no mounts.</param>
internal sealed class ContentImport(ObjectPool pool, ObjectPool outer)
{
    private const int BufferSize = 256 * 1024;
    private const uint OthersWrite = 0x12; // 0022

    /// <summary>Takes a file's content in.</summary>
    /// <param name="source">The file, open for reading; its content from its start to its end.</param>
    /// <param name="diff">The layer's <c>diff/</c>.</param>
    /// <param name="path">The content's path as an object.</param>
    /// <param name="size">Its length in bytes.</param>
    /// <param name="mayLink">Whether the file may become an object itself.</param>
    /// <param name="verity">The content's fs-verity digest.</param>
    /// <returns>False where the file has another content, or cannot be read.</returns>
    /// <exception cref="LinuxException">The layer could not be written to.</exception>
    public bool TryTake(SafeFileHandle source, SafeFileHandle diff, ReadOnlySpan<byte> path, long size, bool mayLink, out VerityDigest? verity)
    {
        verity = null;
        var status = Statx.Query(source);
        if (!status.IsRegularFile || status.Size != size)
        {
            return false;
        }

        return mayLink && IsOurs(status) && TryLink(source, diff, path, size, out verity)
            || TryCopy(source, diff, path, size, out verity);
    }

    /// <summary>Whoever may change the file could change our object: no other user may.</summary>
    private bool IsOurs(in FileStatus status) => status.Uid == pool.Owner && (status.Permissions & OthersWrite) == 0;

    private bool TryLink(SafeFileHandle source, SafeFileHandle diff, ReadOnlySpan<byte> path, long size, out VerityDigest? verity) =>
        TryMeasure(source, path, out verity) && (pool.TryAdd(source, path) || outer.TryAdd(source, path)) && pool.TryLinkInto(diff, path, size);

    private bool TryCopy(SafeFileHandle source, SafeFileHandle diff, ReadOnlySpan<byte> path, long size, out VerityDigest? verity)
    {
        var objects = new LayerObjects(pool, diff);
        using var copy = objects.CreateNameless();
        verity = null;
        try
        {
            FileCopy.Copy(source, copy);
        }
        catch (LinuxException error) when (error.Errno == Errno.EIO)
        {
            return false; // damaged on the disk
        }

        // The source may change at any moment: it is the copy that has to be right.
        if (Statx.Query(copy).Size != size || !TryMeasure(copy, path, out verity))
        {
            return false;
        }

        objects.Adopt(copy, path, size);
        return true;
    }

    /// <summary>Computes both digests of a file, and compares its name.</summary>
    private static bool TryMeasure(SafeFileHandle file, ReadOnlySpan<byte> path, out VerityDigest? verity)
    {
        verity = null;
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using var hasher = new ObjectHasher();
            int count;
            for (long offset = 0; (count = ReadFile.ReadAt(file, buffer, offset)) > 0; offset += count)
            {
                hasher.Append(buffer.AsSpan(0, count));
            }

            var node = new RegularFileNode();
            Span<byte> actual = stackalloc byte[ObjectPath.Length];
            hasher.Finish(node, actual);
            verity = node.Verity;
            return actual.SequenceEqual(path);
        }
        catch (LinuxException error) when (error.Errno == Errno.EIO)
        {
            return false; // damaged on the disk
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
