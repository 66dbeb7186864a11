using System.Buffers.Binary;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects.Index;

/// <summary>One run of a <see cref="DigestTable"/>, open for reading: it stays readable when its name goes. Safe for several threads.</summary>
internal sealed class DigestRun : IDisposable
{
    /// <summary>So many steps trust the digests to be evenly spread; what is not found then is searched by halving.</summary>
    private const int EvenSteps = 5;

    private readonly SafeFileHandle _file;
    private readonly RunHeader _header;

    private DigestRun(string name, SafeFileHandle file, in RunHeader header, in FileStatus status)
    {
        (Name, _file, _header) = (name, file, header);
        BlockCount = (header.Count + RunFormat.RecordsPerBlock(header.ValueLength) - 1) / RunFormat.RecordsPerBlock(header.ValueLength);
        Written = (status.MtimeSeconds, status.MtimeNanoseconds);
    }

    /// <summary>The name of its file in the table's folder.</summary>
    public string Name { get; }

    /// <summary>The number of its records.</summary>
    public long Count => _header.Count;

    public long BlockCount { get; }

    /// <summary>The length of a value in bytes.</summary>
    public int ValueLength => _header.ValueLength;

    public uint Seed => _header.Seed;

    /// <summary>The moment from which on nothing is known of what became of its records: seconds since 1970 and nanoseconds.</summary>
    public (long Seconds, uint Nanoseconds) Written { get; }

    /// <summary>Opens a run.</summary>
    /// <returns>Null where it is damaged.</returns>
    /// <exception cref="LinuxException">It is not there, or a call failed.</exception>
    public static DigestRun? Open(SafeFileHandle folder, string name, int valueLength)
    {
        var file = OpenAt.Open(folder, name, OpenFlags.ReadOnly | OpenFlags.NoFollow);
        try
        {
            var status = Statx.Query(file);
            Span<byte> bytes = stackalloc byte[RunHeader.Length];
            if (status.IsRegularFile && ReadWhole(file, bytes, 0) && RunHeader.Parse(bytes) is { Count: > 0 } header
                && header.ValueLength == valueLength && header.Count <= status.Size && status.Size == RunFormat.RunLength(header.Count, valueLength))
            {
                return new DigestRun(name, file, header, status);
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }

        file.Dispose();
        return null;
    }

    /// <summary>Looks a digest up and copies its value.</summary>
    /// <exception cref="InvalidDataException">A block on the way is damaged.</exception>
    public bool TryFind(ReadOnlySpan<byte> digest, BlockCache cache, Span<byte> value)
    {
        var key = Leading(digest);
        var (low, high) = (0L, BlockCount - 1);
        var (lowKey, highKey) = (0UL, ulong.MaxValue);
        for (var step = 0; low <= high; step++)
        {
            var share = step < EvenSteps && highKey > lowKey ? (double)(key - lowKey) / (highKey - lowKey) : 0.5;
            var index = Math.Clamp(low + (long)(share * (high - low + 1)), low, high);
            var block = Block(index, cache);
            if (digest.SequenceCompareTo(block.Digest(0)) < 0)
            {
                (high, highKey) = (index - 1, Leading(block.Digest(0)));
            }
            else if (digest.SequenceCompareTo(block.Digest(block.Count - 1)) > 0)
            {
                (low, lowKey) = (index + 1, Leading(block.Digest(block.Count - 1)));
            }
            else
            {
                var record = block.Find(digest);
                record[Math.Min(record.Length, RunFormat.DigestLength)..].CopyTo(value);
                return !record.IsEmpty;
            }
        }

        return false;
    }

    /// <summary>Reads a block.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public RunBlock ReadBlock(long index)
    {
        var perBlock = RunFormat.RecordsPerBlock(ValueLength);
        var count = (int)Math.Min(perBlock, Count - index * perBlock);
        var bytes = new byte[RunFormat.BlockHeaderLength + count * (RunFormat.DigestLength + ValueLength)];
        if (!ReadWhole(_file, bytes, RunHeader.Length + index * RunFormat.BlockLength(ValueLength))
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(sizeof(uint))) != count
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != RunFormat.BlockChecksum(Seed, index, bytes))
        {
            throw new InvalidDataException($"block {index} of the index file {Name} is damaged");
        }

        return new RunBlock(this, index, bytes, count);
    }

    public void Dispose() => _file.Dispose();

    private RunBlock Block(long index, BlockCache cache)
    {
        if (cache.Find(this, index) is { } kept)
        {
            return kept;
        }

        var block = ReadBlock(index);
        cache.Keep(block);
        return block;
    }

    private static ulong Leading(ReadOnlySpan<byte> digest) => BinaryPrimitives.ReadUInt64BigEndian(digest);

    private static bool ReadWhole(SafeFileHandle file, Span<byte> bytes, long offset)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                var count = ReadFile.ReadAt(file, bytes, offset);
                if (count == 0)
                {
                    return false;
                }

                bytes = bytes[count..];
                offset += count;
            }

            return true;
        }
        catch (LinuxException error) when (error.Errno == Errno.EIO)
        {
            // Damaged on the disk.
            return false;
        }
    }
}
