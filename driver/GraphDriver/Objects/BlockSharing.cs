using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects;

/// <summary>
/// Lets equal files of plain layers share their blocks with each other and with the objects of the pool, where the file system can. They stay files of their
/// own, with their own metadata; the kernel compares the bytes itself before it lets them share, so nothing can go wrong by a file that changes.
/// </summary>
/// <param name="root">The storage root.</param>
/// <param name="pool">The pool.</param>
internal sealed class BlockSharing(SafeFileHandle root, ObjectPool pool)
{
    private const int MaximumDepth = 512;

    private readonly HashSet<ulong> _seen = [];

    /// <summary>How many files of a size there are.</summary>
    private readonly Dictionary<long, int> _sizes = [];

    /// <summary>Where the first file of a content is.</summary>
    private readonly Dictionary<Vector256<byte>, (string Layer, byte[] Path)> _contents = [];

    /// <summary>Whether the file system can do it.</summary>
    public bool IsPossible { get; private set; } = true;

    /// <summary>How many files share blocks now that did not before.</summary>
    public long Files { get; private set; }

    /// <summary>The bytes of those blocks.</summary>
    public long Bytes { get; private set; }

    /// <summary>Goes through all files of some layers.</summary>
    /// <param name="diffs">Where their <c>diff/</c> lie below the root; one that goes away meanwhile is left out.</param>
    /// <param name="cancellationToken">Ends the work between two files.</param>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void Run(IReadOnlyList<string> diffs, CancellationToken cancellationToken)
    {
        IsPossible = CanShare();
        if (!IsPossible)
        {
            return;
        }

        Walk(diffs, CountSize, cancellationToken);
        Span<byte> path = stackalloc byte[ObjectPath.Length];
        foreach (var (shard, name) in pool.Entries())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (pool.TryQuery(ObjectPath.Join(shard, name, path), out var status) && _sizes.TryGetValue(status.Size, out var count))
            {
                _sizes[status.Size] = count + 1;
            }
        }

        _seen.Clear();
        Walk(diffs, Share, cancellationToken);
    }

    /// <summary>Tries it with two small files.</summary>
    private bool CanShare()
    {
        using var first = OpenAt.Open(root, "graphdriver", OpenFlags.Temporary | OpenFlags.ReadWrite, LayerObjects.ObjectMode);
        using var second = OpenAt.Open(root, "graphdriver", OpenFlags.Temporary | OpenFlags.ReadWrite, LayerObjects.ObjectMode);
        var block = new byte[64 * 1024];
        block.AsSpan().Fill(1);
        WriteFile.Write(first, block);
        WriteFile.Write(second, block);
        return FiDedupeRange.TryShare(first, second, block.Length) == block.Length;
    }

    private delegate void Visitor(string diff, SafeFileHandle folder, byte[] name, byte[] path, in FileStatus status);

    private void Walk(IReadOnlyList<string> diffs, Visitor visit, CancellationToken cancellationToken)
    {
        foreach (var diff in diffs)
        {
            if (OpenAt.TryOpen(root, diff, OpenFlags.Directory | OpenFlags.ReadOnly | OpenFlags.NoFollow, 0, out var folder) == Errno.None)
            {
                using (folder)
                {
                    Walk(diff, folder!, [], visit, 0, cancellationToken);
                }
            }
        }
    }

    private void Walk(string diff, SafeFileHandle folder, byte[] prefix, Visitor visit, int depth, CancellationToken cancellationToken)
    {
        foreach (var entry in DirectoryReader.Read(folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            byte[] path = [.. prefix, .. entry.Name];
            if (entry.Type == FileType.Directory && depth < MaximumDepth
                && OpenAt.TryOpen(folder, entry.Name, OpenFlags.Directory | OpenFlags.ReadOnly | OpenFlags.NoFollow, 0, out var inner) == Errno.None)
            {
                using (inner)
                {
                    Walk(diff, inner!, [.. path, (byte)'/'], visit, depth + 1, cancellationToken);
                }
            }
            else if (entry.Type == FileType.Regular && Statx.TryQuery(folder, entry.Name, StatFlags.NoFollow, out var status) == Errno.None
                && status.Size > 0 && status.Blocks > 0 && (status.Nlink == 1 || _seen.Add(status.Ino)))
            {
                visit(diff, folder, entry.Name, path, status);
            }
        }
    }

    private void CountSize(string diff, SafeFileHandle folder, byte[] name, byte[] path, in FileStatus status) =>
        _sizes[status.Size] = _sizes.GetValueOrDefault(status.Size) + 1;

    /// <summary>Only files of a size that is there twice are read.</summary>
    private void Share(string diff, SafeFileHandle folder, byte[] name, byte[] path, in FileStatus status)
    {
        if (_sizes.GetValueOrDefault(status.Size) < 2 || OpenAt.TryOpen(folder, name, OpenFlags.ReadOnly | OpenFlags.NonBlocking | OpenFlags.NoFollow, 0, out var file) != Errno.None)
        {
            return;
        }

        using (file)
        {
            var digest = Vector256.Create<byte>(FileHash.Compute(file!));
            using var equal = OpenEqual(digest);
            if (equal is null)
            {
                _contents.TryAdd(digest, (diff, path));
            }
            else if (Statx.Query(equal).Size == status.Size && !FieMap.IsSame(equal, file!) && FiDedupeRange.TryShare(equal, file!, status.Size) is > 0 and var bytes)
            {
                Files++;
                Bytes += bytes;
            }
        }
    }

    private SafeFileHandle? OpenEqual(Vector256<byte> digest)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        digest.CopyTo(bytes);
        Span<byte> path = stackalloc byte[ObjectPath.Length];
        if (pool.TryOpen(ObjectPath.Write(bytes, path)) is { } pooled)
        {
            return pooled;
        }

        if (!_contents.TryGetValue(digest, out var first) || OpenAt.TryOpen(root, first.Layer, OpenFlags.Directory | OpenFlags.PathOnly | OpenFlags.NoFollow, 0, out var diff) != Errno.None)
        {
            return null;
        }

        using (diff)
        {
            const ResolveFlags Resolve = ResolveFlags.InRoot | ResolveFlags.NoSymlinks;
            return OpenAt2.TryOpen(diff!, first.Path, OpenFlags.ReadOnly | OpenFlags.NonBlocking, 0, Resolve, out var file) == Errno.None ? file : null;
        }
    }
}
