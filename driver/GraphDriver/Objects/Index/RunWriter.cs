using System.Buffers.Binary;
using System.Security.Cryptography;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects.Index;

/// <summary>
/// Writes a run into a file without a name, which gets its name whole or never. It is not flushed: what a crash of the machine damages is found
/// by its checksums, and can be computed again.
/// </summary>
internal sealed class RunWriter : IDisposable
{
    private const uint FileMode = 0x180; // 0600

    private readonly SafeFileHandle _folder;
    private readonly SafeFileHandle _file;
    private readonly int _valueLength;
    private readonly uint _seed = BinaryPrimitives.ReadUInt32LittleEndian(RandomNumberGenerator.GetBytes(sizeof(uint)));
    private readonly byte[] _block;
    private readonly byte[] _last = new byte[RunFormat.DigestLength];
    private int _used = RunFormat.BlockHeaderLength;
    private int _inBlock;
    private long _blocks;
    private long _position = RunHeader.Length;

    public RunWriter(SafeFileHandle folder, int valueLength)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(valueLength, RunFormat.MaximumValueLength);
        (_folder, _valueLength) = (folder, valueLength);
        _block = new byte[RunFormat.BlockLength(valueLength)];
        _file = OpenAt.Open(folder, "."u8, OpenFlags.Temporary | OpenFlags.WriteOnly, FileMode);
    }

    /// <summary>How many records were written.</summary>
    public long Count { get; private set; }

    /// <summary>Writes a record; one with the digest of the record before is dropped.</summary>
    /// <param name="record">A digest, not before the last one in the order of bytes, and its value.</param>
    public void Append(ReadOnlySpan<byte> record)
    {
        var digest = record[..RunFormat.DigestLength];
        if (Count > 0 && digest.SequenceEqual(_last))
        {
            return;
        }

        if (_used == _block.Length)
        {
            WriteBlock();
        }

        digest.CopyTo(_last);
        record.CopyTo(_block.AsSpan(_used));
        _used += record.Length;
        _inBlock++;
        Count++;
    }

    /// <summary>Gives the run its name; one without records gets none.</summary>
    /// <param name="written">Its time, where it is not now: what the records are known to be true of.</param>
    public void Publish((long Seconds, uint Nanoseconds)? written = null)
    {
        if (Count == 0)
        {
            return;
        }

        WriteBlock();
        Span<byte> header = stackalloc byte[RunHeader.Length];
        new RunHeader { Count = Count, ValueLength = _valueLength, Seed = _seed }.WriteTo(header);
        WriteFile.WriteAt(_file, header, 0);
        if (written is var (seconds, nanoseconds))
        {
            UtimensAt.Set(_file, seconds, nanoseconds);
        }

        LinkAt.LinkHandle(_file, _folder, RandomNumberGenerator.GetHexString(DigestTable.NameLength, lowercase: true));
    }

    public void Dispose() => _file.Dispose();

    private void WriteBlock()
    {
        var block = _block.AsSpan(0, _used);
        BinaryPrimitives.WriteInt32LittleEndian(block[sizeof(uint)..], _inBlock);
        BinaryPrimitives.WriteUInt32LittleEndian(block, RunFormat.BlockChecksum(_seed, _blocks, block));
        WriteFile.WriteAt(_file, block, _position);
        _position += _used;
        _blocks++;
        (_used, _inBlock) = (RunFormat.BlockHeaderLength, 0);
    }
}
