using System.Buffers;

namespace GraphDriver.Objects.Index;

/// <summary>Records of one table on their way to the disk: digests and values, one after the other.</summary>
internal sealed class RecordBuffer(IndexTable table)
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public int Count => _bytes.WrittenCount / table.RecordLength;

    /// <summary>The records, in the order in which they came.</summary>
    public ReadOnlyMemory<byte> Records => _bytes.WrittenMemory;

    /// <summary>Adds a record and returns where its value has to be put before the next call.</summary>
    public Span<byte> Add(ReadOnlySpan<byte> digest)
    {
        var record = _bytes.GetSpan(table.RecordLength)[..table.RecordLength];
        digest.CopyTo(record);
        _bytes.Advance(table.RecordLength);
        return record[RunFormat.DigestLength..];
    }

    /// <summary>Adds all records of another buffer of the same table.</summary>
    public void Append(RecordBuffer more) => _bytes.Write(more.Records.Span);
}
