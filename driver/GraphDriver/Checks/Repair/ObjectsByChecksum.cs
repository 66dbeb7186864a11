using System.Buffers;
using GraphDriver.Export;
using GraphDriver.Linux.Files;
using GraphDriver.Objects;
using GraphDriver.Oci.Layers.TarSplit;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Checks.Repair;

/// <summary>
/// The files of a composefs layer whose blob is lost: its tar-split says of every file the size and a checksum, by which the object is found.
/// The layer's DiffID tells whether that was right.
/// </summary>
internal sealed class ObjectsByChecksum : ILayerFiles
{
    private const int BufferSize = 128 * 1024;

    private readonly SafeFileHandle _diff;
    private readonly Dictionary<string, (long Size, ulong Checksum)> _files = [];
    private readonly Dictionary<(long Size, ulong Checksum), string> _objects = [];

    /// <param name="diff">The layer's <c>diff/</c>; owned.</param>
    /// <param name="tarSplit">Its tar-split; owned, and read here.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="InvalidDataException">The tar-split is malformed.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public ObjectsByChecksum(SafeFileHandle diff, Stream tarSplit, CancellationToken cancellationToken)
    {
        _diff = diff;
        try
        {
            foreach (var file in TarSplitListing.Read(tarSplit))
            {
                _files[KeyOf(file.Name.Span)] = (file.Size, file.Checksum);
            }

            FindObjects(cancellationToken);
        }
        catch
        {
            diff.Dispose();
            throw;
        }
    }

    public Stream Open(ReadOnlySpan<byte> name) =>
        _files.TryGetValue(KeyOf(name), out var content) && _objects.TryGetValue(content, out var path)
            ? LayerFiles.OpenContent(_diff, System.Text.Encoding.ASCII.GetBytes(path), ResolveFlags.NoSymlinks, name)
            : throw LayerFiles.Missing(name);

    public void Dispose() => _diff.Dispose();

    private static string KeyOf(ReadOnlySpan<byte> name) => Convert.ToHexString(name);

    private void FindObjects(CancellationToken cancellationToken)
    {
        var sizes = _files.Values.Select(file => file.Size).ToHashSet();
        AllCores.ForEach(
            ObjectPool.EntriesOf(_diff),
            entry =>
            {
                var path = ObjectPath.Join(entry.Shard, entry.Name, stackalloc byte[ObjectPath.Length]);
                using var file = OpenAt.Open(_diff, path, OpenFlags.ReadOnly | OpenFlags.NoFollow);
                if (Statx.Query(file) is { IsRegularFile: true } status && sizes.Contains(status.Size))
                {
                    var key = (status.Size, Checksum(file, cancellationToken));
                    lock (_objects)
                    {
                        _objects[key] = System.Text.Encoding.ASCII.GetString(path);
                    }
                }
            },
            cancellationToken);
    }

    private static ulong Checksum(SafeFileHandle file, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var checksum = 0UL;
            for (int count; (count = ReadFile.Read(file, buffer)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                checksum = Crc64.Append(checksum, buffer.AsSpan(0, count));
            }

            return checksum;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
