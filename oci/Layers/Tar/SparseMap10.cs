namespace GraphDriver.Oci.Layers.Tar;

/// <summary>
/// The map of GNU's PAX sparse format 1.0: decimal numbers, one a line, in whole blocks before the stored bytes. The first
/// is the number of segments. Fed block by block, so that a map of any length needs no more memory than its segments.
/// </summary>
internal sealed class SparseMap10(SparseMapBuilder map)
{
    private const int MaxDigits = 20;

    private readonly byte[] _number = new byte[MaxDigits];
    private int _digits;
    private long _numbersLeft = -1;
    private long _offset;

    public bool IsComplete => _numbersLeft == 0;

    /// <summary>Takes the next block; what is wrong with it, or null.</summary>
    public string? Feed(ReadOnlySpan<byte> block)
    {
        foreach (byte value in block)
        {
            if (value != (byte)'\n')
            {
                if (_digits == MaxDigits)
                {
                    return "its sparse map has a malformed number";
                }

                _number[_digits++] = value;
                continue;
            }

            if (!PaxNumber.TryParse(_number.AsSpan(0, _digits), out long number))
            {
                return "its sparse map has a malformed number";
            }

            _digits = 0;
            if (Take(number) is { } problem)
            {
                return problem;
            }

            if (IsComplete)
            {
                break;
            }
        }

        return null;
    }

    private string? Take(long number)
    {
        if (_numbersLeft < 0)
        {
            _numbersLeft = number * 2;
            return number is >= 0 and <= SparseMapBuilder.MaxSegments ? null : "its sparse map has a count out of range";
        }

        bool isLength = _numbersLeft-- % 2 != 0;
        if (isLength)
        {
            return map.Add(_offset, number);
        }

        _offset = number;
        return null;
    }
}
