using System.Runtime.CompilerServices;
using GraphDriver.Composefs.Verity;

namespace GraphDriver.Composefs.Dump;

/// <summary>One line of a dump, cut into its fields.</summary>
internal readonly ref struct DumpLine
{
    private const int FieldCount = (int)DumpField.Digest + 1;

    private readonly ReadOnlySpan<byte> _line;
    private readonly FieldRanges _fields;

    /// <exception cref="DumpFormatException">A field is missing, or a byte cannot be in a line.</exception>
    public DumpLine(ReadOnlySpan<byte> line)
    {
        _line = line;
        if (line.IndexOf((byte)0) is >= 0 and var nul)
        {
            throw new DumpFormatException("byte " + nul, "a NUL cannot be in a line");
        }

        var start = 0;
        for (var field = 0; field < FieldCount; field++)
        {
            if (start > line.Length)
            {
                throw new DumpFormatException((DumpField)field, "the field is missing");
            }

            var length = line[start..].IndexOf((byte)' ');
            var end = length < 0 ? line.Length : start + length;
            _fields[field] = start..end;
            start = end + 1;
        }

        Xattrs = start < line.Length ? line[start..] : default;
    }

    /// <summary>What follows the fixed fields: the attributes, split by spaces.</summary>
    public ReadOnlySpan<byte> Xattrs { get; }

    public ReadOnlySpan<byte> this[DumpField field] => _line[_fields[(int)field]];

    /// <summary>Whether an optional field is not set.</summary>
    public bool IsAbsent(DumpField field) => this[field].SequenceEqual("-"u8);

    /// <summary>A decimal number of up to 32 bits.</summary>
    public uint UInt32(DumpField field)
    {
        var value = UInt64(field);
        return value <= uint.MaxValue ? (uint)value : throw new DumpFormatException(field, $"{value} does not fit 32 bits");
    }

    /// <summary>A decimal number.</summary>
    public ulong UInt64(DumpField field) => DumpNumber.Parse(this[field], field);

    public VerityDigest? Digest()
    {
        if (IsAbsent(DumpField.Digest))
        {
            return null;
        }

        Span<byte> raw = stackalloc byte[32];
        var hex = this[DumpField.Digest];
        return hex.Length == 64 && Convert.FromHexString(hex, raw, out _, out _) == System.Buffers.OperationStatus.Done
            ? VerityDigest.FromBytes(raw)
            : throw new DumpFormatException(DumpField.Digest, "an fs-verity digest has 64 hex digits");
    }

    [InlineArray(FieldCount)]
    private struct FieldRanges
    {
        private Range _first;
    }
}
