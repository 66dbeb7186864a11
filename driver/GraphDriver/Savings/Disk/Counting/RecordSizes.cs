using System.Buffers;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using GraphDriver.Linux.Mounts;
using GraphDriver.Store;
using GraphDriver.Store.Json;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Savings.Disk.Counting;

/// <summary>
/// By how much the files of records shrink when some records go. Each removal writes a file anew, in blocks of the file system: what it will be is
/// known to the byte, since it is the records that stay, as they are written.
/// </summary>
/// <remarks>A file that is not in the root, as in a transient store, counts nothing.</remarks>
internal sealed class RecordSizes<TRecord>
    where TRecord : StoreRecord
{
    private const int Brackets = 2;

    private readonly Dictionary<string, int> _lengths;
    private readonly IReadOnlyList<TRecord> _records;
    private readonly long _blockSize;
    private readonly long? _stable;
    private readonly long? _volatile;

    /// <param name="root">The storage root.</param>
    /// <param name="folder">Where in it the files are.</param>
    /// <param name="name">The name of the stable one.</param>
    /// <param name="records">The records.</param>
    /// <param name="format">How they are written.</param>
    /// <exception cref="LinuxException">A call failed.</exception>
    public RecordSizes(SafeFileHandle root, string folder, string name, IReadOnlyList<TRecord> records, IRecordFormat<TRecord> format)
    {
        _records = records;
        _lengths = records.ToDictionary(record => record.Key, record => LengthOf(record, format));
        _blockSize = StatFs.Query(root).BlockSize;
        _stable = OnDisk(root, $"{folder}/{name}");
        _volatile = OnDisk(root, $"{folder}/volatile-{name}");
    }

    /// <summary>The bytes of disk that become free, or below zero those that are taken, when some records go; 0 where none do.</summary>
    public long FreedBy(IReadOnlySet<string> going) => FreedBy(going, isVolatile: false, _stable) + FreedBy(going, isVolatile: true, _volatile);

    private static int LengthOf(TRecord record, IRecordFormat<TRecord> format)
    {
        var content = new ArrayBufferWriter<byte>();
        RecordFile.Write(content, [record], format);
        return content.WrittenCount - Brackets;
    }

    private long FreedBy(IReadOnlySet<string> going, bool isVolatile, long? now)
    {
        var goes = false;
        var (length, count) = ((long)Brackets, 0);
        foreach (var record in _records.Where(record => record.IsVolatile == isVolatile))
        {
            if (going.Contains(record.Key))
            {
                goes = true;
                continue;
            }

            length += _lengths[record.Key] + (count++ > 0 ? 1 : 0);
        }

        return goes && now is { } taken ? taken - ((length + _blockSize - 1) / _blockSize * _blockSize) : 0;
    }

    private static long? OnDisk(SafeFileHandle root, string path) =>
        Statx.TryQuery(root, path, StatFlags.NoFollow, out var status) == Errno.None ? status.SizeOnDisk : null;
}
