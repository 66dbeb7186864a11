using System.Runtime.InteropServices;
using GraphDriver.Layers;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Mounts;

namespace GraphDriver.Savings.Memory;

/// <summary>The files of layers of which the page cache holds something. Each inode is looked at once, and gets a number.</summary>
internal sealed class CachedFiles(CancellationToken cancellationToken)
{
    private const OpenFlags Looking = OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.NonBlocking;
    private const int NotCached = -1;

    private readonly Dictionary<(DeviceNumber Device, ulong Inode), int> _numbers = [];
    private readonly Dictionary<string, IReadOnlyList<int>> _layers = [];
    private readonly List<long> _bytes = [];

    /// <summary>How many numbers were given.</summary>
    public int Count => _bytes.Count;

    /// <summary>How many bytes the page cache holds of a file.</summary>
    public long BytesOf(int number) => _bytes[number];

    /// <summary>The numbers of a layer's files, each once.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public IReadOnlyList<int> Of(OverlayLayer layer)
    {
        if (!_layers.TryGetValue(layer.Directory, out var numbers))
        {
            _layers[layer.Directory] = numbers = [.. Numbers(layer).Distinct()];
        }

        return numbers;
    }

    private IEnumerable<int> Numbers(OverlayLayer layer)
    {
        foreach (var file in ContentFiles.Of(layer))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var number = NumberOf(file);
            if (number != NotCached)
            {
                yield return number;
            }
        }
    }

    private int NumberOf(in ContentFile file)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, (file.Device, file.Inode), out var isKnown);
        if (!isKnown)
        {
            var bytes = Look(file);
            number = bytes > 0 ? _bytes.Count : NotCached;
            if (bytes > 0)
            {
                _bytes.Add(bytes);
            }
        }

        return number;
    }

    private long Look(in ContentFile file)
    {
        var errno = OpenAt.TryOpen(file.Folder, file.Name, Looking, 0, out var opened);
        if (errno is Errno.ENOENT or Errno.ELOOP)
        {
            return 0; // gone meanwhile
        }

        LinuxException.ThrowIfError(errno, "open", file.Name);
        using (opened)
        {
            var status = Statx.Query(opened!);
            return status.IsRegularFile ? PageCache.CachedBytes(opened!, status.Size, cancellationToken) : 0;
        }
    }
}
