namespace GraphDriver.Oci.Layers.Encoders;

/// <summary>
/// Finds the places at which a content is cut into chunks, by a checksum of the 64 bytes before a place: that of bup
/// (https://github.com/bup/bup/blob/main/DESIGN), which podman cuts by too. The same bytes are cut at the same places wherever they
/// stand, so that chunks are found again in a content that was changed before them, and in what others wrote.
/// </summary>
internal struct RollingSum
{
    /// <summary>How many bytes a place depends on.</summary>
    public const int WindowLength = 64;

    private const uint Offset = 31;

    // The lowest bits of the second sum, all set: one place in 65,536.
    private const uint Mask = 0xFFFF;

    private uint _sum;
    private uint _weightedSum;
    private int _rolled;

    public RollingSum() => Reset();

    /// <summary>How many of the bytes rolled last, up to <see cref="WindowLength"/>, the sums are made of; before them they count as zeros.</summary>
    public readonly int History => _rolled;

    /// <summary>Begins anew, as if nothing or zeros alone had been rolled.</summary>
    public void Reset()
    {
        _sum = WindowLength * Offset;
        _weightedSum = WindowLength * (WindowLength - 1) * Offset;
        _rolled = 0;
    }

    /// <summary>Rolls bytes up to the first place to cut at: how many that are, or -1 where there is none and all were rolled.</summary>
    /// <param name="buffer">The bytes, with the <see cref="History"/> before them.</param>
    /// <param name="start">Where the bytes begin.</param>
    public int FindCut(ReadOnlySpan<byte> buffer, int start)
    {
        int first = start;
        int fill = Math.Min(WindowLength - _rolled, buffer.Length - start);
        if (fill > 0)
        {
            int cut = Roll(buffer.Slice(start, fill), stackalloc byte[WindowLength]);
            _rolled += cut < 0 ? fill : cut;
            if (cut >= 0)
            {
                return cut;
            }

            start += fill;
        }

        if (start == buffer.Length)
        {
            return -1;
        }

        int found = Roll(buffer[start..], buffer.Slice(start - WindowLength, buffer.Length - start));
        return found < 0 ? -1 : start - first + found;
    }

    private int Roll(ReadOnlySpan<byte> entering, ReadOnlySpan<byte> leaving)
    {
        uint sum = _sum;
        uint weighted = _weightedSum;
        leaving = leaving[..entering.Length];
        int cut = -1;
        for (int i = 0; i < entering.Length; i++)
        {
            uint left = leaving[i];
            sum += entering[i] - left;
            weighted += sum - (WindowLength * (left + Offset));
            if ((weighted & Mask) == Mask)
            {
                cut = i + 1;
                break;
            }
        }

        (_sum, _weightedSum) = (sum, weighted);
        return cut;
    }
}
