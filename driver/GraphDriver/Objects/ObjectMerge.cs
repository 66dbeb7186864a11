using System.Text;
using GraphDriver.Composefs.Tree;
using GraphDriver.ComposefsImages;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Verity;
using GraphDriver.Objects.Index;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects;

/// <summary>
/// Makes one of the equal objects of a layer and the pool. No file is ever written to: a name of the pool's file is put in the place of the layer's, at once, so
/// that whoever has the layer mounted sees the old file or the new one, which are the same bytes.
/// </summary>
/// <param name="pool">The pool; what it does not have joins it once it is proven.</param>
/// <param name="scratch">Where files change their places.</param>
/// <param name="index">Gets the fs-verity digests of what joins the pool.</param>
/// <param name="flushed">Tells what has to be flushed before it takes another's place; null where nothing has to.</param>
/// <param name="log">Hears of objects that are damaged; may be null.</param>
internal sealed class ObjectMerge(ObjectPool pool, MergeScratch scratch, IndexRecords index, EntryTrust? flushed, Action<string>? log)
{
    private const int BufferSize = 256 * 1024;

    private readonly byte[] _own = new byte[BufferSize];
    private readonly byte[] _pooled = new byte[BufferSize];

    /// <summary>What was done so far.</summary>
    public MergedObjects Done { get; } = new();

    /// <summary>Goes through the objects of a layer.</summary>
    /// <param name="root">The storage root.</param>
    /// <param name="diff">Where the layer's <c>diff/</c> lies below it; it may go away meanwhile.</param>
    /// <param name="cancellationToken">Ends the work between two objects.</param>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void Run(SafeFileHandle root, string diff, CancellationToken cancellationToken)
    {
        if (OpenAt.TryOpen(root, diff, OpenFlags.Directory | OpenFlags.ReadOnly | OpenFlags.NoFollow, 0, out var folder) != Errno.None)
        {
            return;
        }

        using (folder)
        {
            Span<byte> path = stackalloc byte[ObjectPath.Length];
            foreach (var (shard, name, inode) in LayerObjectNames.Of(root, diff))
            {
                cancellationToken.ThrowIfCancellationRequested();
                ObjectPath.Join(shard, name, path);
                if (!pool.TryQuery(path, out var pooled) || pooled.Ino != inode)
                {
                    Merge(folder!, path, shard, name);
                }
            }
        }
    }

    private void Merge(SafeFileHandle diff, ReadOnlySpan<byte> path, ReadOnlySpan<byte> shard, ReadOnlySpan<byte> name)
    {
        if (OpenAt.TryOpen(diff, path, OpenFlags.ReadOnly | OpenFlags.NoFollow, 0, out var own) != Errno.None)
        {
            return; // gone meanwhile
        }

        using (own)
        using (var pooled = pool.TryOpen(path))
        {
            try
            {
                MergeOpen(own!, pooled, diff, path, shard, name);
            }
            catch (LinuxException error) when (error.Errno == Errno.EIO)
            {
                Note(path, "cannot be read");
            }
        }
    }

    private void MergeOpen(SafeFileHandle own, SafeFileHandle? pooled, SafeFileHandle diff, ReadOnlySpan<byte> path, ReadOnlySpan<byte> shard, ReadOnlySpan<byte> name)
    {
        if (pooled is null)
        {
            Join(own, path, shard, name);
        }
        else if (!AreEqual(own, pooled))
        {
            Note(path, "is not the object that the pool has under its name");
        }
        else if (Statx.Query(own).Nlink > 0 && CanStandFor(pooled, own))
        {
            Replace(own, pooled, diff, path);
        }
    }

    /// <summary>An object that the pool does not have joins it, if it holds what its name says.</summary>
    private void Join(SafeFileHandle own, ReadOnlySpan<byte> path, ReadOnlySpan<byte> shard, ReadOnlySpan<byte> name)
    {
        using var hasher = new ObjectHasher();
        int count;
        for (long offset = 0; (count = ReadFile.ReadAt(own, _own, offset)) > 0; offset += count)
        {
            hasher.Append(_own.AsSpan(0, count));
        }

        var content = new RegularFileNode();
        Span<byte> actual = stackalloc byte[ObjectPath.Length];
        hasher.Finish(content, actual);
        if (!actual.SequenceEqual(path))
        {
            Note(path, "does not hold what its name says");
        }
        else if (pool.TryAdd(own, path))
        {
            Span<byte> digest = stackalloc byte[RunFormat.DigestLength];
            ObjectPath.ReadDigest(shard, name, digest);
            index.AddVerity(digest, content.Verity!.Value);
            Done.Added++;
        }
    }

    /// <summary>Where the pool's file has as many names as it can have, the layer's takes its place there, for the next layers.</summary>
    private void Replace(SafeFileHandle own, SafeFileHandle pooled, SafeFileHandle diff, ReadOnlySpan<byte> path)
    {
        if (flushed is not null && !flushed.IsFlushed(Statx.Query(pooled)))
        {
            // Of a pull that is under way: a layer that has been on the disk must not come to depend on what is not.
            Fdatasync.Flush(pooled);
        }

        switch (pool.HasRoomFor(pooled) ? scratch.TryReplace(pooled, diff, path) : Errno.EMLINK)
        {
            case Errno.None:
                Done.Replaced++;
                Done.Bytes += Statx.Query(own) is { Nlink: 0 } gone ? gone.SizeOnDisk : 0;
                break;
            case Errno.EMLINK:
                pool.Replace(own, path);
                break;
            case Errno.ENOENT:
                break; // gone meanwhile, from the layer or from the pool
            case var errno:
                throw LinuxException.From(errno, "replace", path);
        }
    }

    private bool AreEqual(SafeFileHandle own, SafeFileHandle pooled)
    {
        for (long offset = 0; ;)
        {
            var count = ReadWhole(own, _own, offset);
            if (count != ReadWhole(pooled, _pooled, offset) || !_own.AsSpan(0, count).SequenceEqual(_pooled.AsSpan(0, count)))
            {
                return false;
            }

            if (count < BufferSize)
            {
                return true;
            }

            offset += count;
        }
    }

    private static int ReadWhole(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        var length = 0;
        int count;
        while (length < buffer.Length && (count = ReadFile.ReadAt(file, buffer[length..], offset + length)) > 0)
        {
            length += count;
        }

        return length;
    }

    /// <summary>What is sealed by fs-verity must stay so: a mount may ask for it.</summary>
    private static bool CanStandFor(SafeFileHandle pooled, SafeFileHandle own) =>
        FileDigest.Measure(own) is not { } seal || FileDigest.Measure(pooled) == seal
        || (EnableVerity.TryEnable(pooled) == Errno.None && FileDigest.Measure(pooled) == seal);

    private void Note(ReadOnlySpan<byte> path, string words)
    {
        Done.Damaged++;
        log?.Invoke($"the object {Encoding.ASCII.GetString(path)} of a layer {words}");
    }
}
