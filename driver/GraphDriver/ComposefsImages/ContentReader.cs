using GraphDriver.Composefs.Verity;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;

namespace GraphDriver.ComposefsImages;

/// <summary>Reads and hashes one file after the other, on one thread.</summary>
internal sealed class ContentReader(DigestStore? store) : IDisposable
{
    private const int BufferSize = 128 * 1024;

    private readonly VerityHasher _hasher = new();
    private readonly byte[] _buffer = new byte[BufferSize];

    /// <summary>Reads a file to its end, says in its node where the content is, and closes it.</summary>
    /// <exception cref="LinuxException">It cannot be read, or not be stored.</exception>
    /// <exception cref="InvalidDataException">It changed meanwhile.</exception>
    public void Read(ContentJob job)
    {
        using var file = job.File;
        var node = job.Node;
        _hasher.Reset();
        long size = 0;
        for (int count; (count = ReadFile.Read(file, _buffer)) > 0; size += count)
        {
            _hasher.Append(_buffer.AsSpan(0, count));
        }

        var digest = _hasher.Finish();
        if (size != node.Size)
        {
            throw new InvalidDataException($"{new LinuxPath(job.Path).ToString()} has {size} bytes instead of {node.Size}: it changed while it was read");
        }

        node.Verity = digest;
        if (size <= DirectoryTree.MaxInlineContent)
        {
            node.InlineContent = _buffer.AsSpan(0, (int)size).ToArray();
            return;
        }

        Span<byte> name = stackalloc byte[digest.Size];
        digest.CopyTo(name);
        node.SetObject(name);
        store?.Add(file, size, digest);
    }

    public void Dispose() => _hasher.Dispose();
}
