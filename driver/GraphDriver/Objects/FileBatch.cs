using System.Buffers;
using GraphDriver.Composefs.Tree;

namespace GraphDriver.Objects;

/// <summary>Small files, their contents side by side in one buffer: handing each over by itself would cost as much as writing it.</summary>
internal sealed class FileBatch : IObjectWork
{
    /// <summary>The largest file that a batch takes, in bytes.</summary>
    public const int MaximumFileSize = 128 * 1024;

    private const int BufferSize = 256 * 1024;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private readonly List<(RegularFileNode Node, int Start)> _files = [];
    private int _used;

    /// <summary>Whether a file of so many bytes fits in as well.</summary>
    public bool HasRoom(int length) => _used + length <= BufferSize;

    /// <summary>Adds a file; its whole content has to be put into what is returned.</summary>
    public Span<byte> Add(RegularFileNode node, int length)
    {
        _files.Add((node, _used));
        _used += length;
        return _buffer.AsSpan(_used - length, length);
    }

    public void Store(LayerObjects objects, ObjectHasher hasher, CancellationToken cancellationToken)
    {
        Span<byte> path = stackalloc byte[ObjectPath.Length];
        for (var i = 0; i < _files.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (node, start) = _files[i];
            var end = i + 1 < _files.Count ? _files[i + 1].Start : _used;
            var content = _buffer.AsSpan(start, end - start);
            hasher.Append(content);
            hasher.Finish(node, path);
            if (objects.Add(path, content))
            {
                objects.Note(node);
            }
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);
}
