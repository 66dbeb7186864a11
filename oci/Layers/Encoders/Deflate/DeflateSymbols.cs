namespace GraphDriver.Oci.Layers.Encoders.Deflate;

/// <summary>The alphabets of deflate: which symbol stands for a length or a distance, and how many bits follow it (RFC 1951, section 3.2.5).</summary>
internal static class DeflateSymbols
{
    /// <summary>The shortest match.</summary>
    public const int MinLength = 3;

    /// <summary>The longest match.</summary>
    public const int MaxLength = 258;

    /// <summary>How far back a match may begin.</summary>
    public const int MaxDistance = 1 << 15;

    /// <summary>The end of a block, among the symbols of literals and lengths.</summary>
    public const int EndOfBlock = 256;

    /// <summary>The first length, among the symbols of literals and lengths.</summary>
    public const int FirstLength = 257;

    /// <summary>How many literals and lengths there are.</summary>
    public const int LiteralCount = FirstLength + LengthCount;

    /// <summary>How many symbols there are for distances.</summary>
    public const int DistanceCount = 30;

    private const int LengthCount = 29;

    // The symbols of distances up to 256, each, and then for each 128 of the others.
    private const int NearDistances = 256;
    private const int FarShift = 7;

    private static readonly ushort[] LengthBases = new ushort[LengthCount];
    private static readonly byte[] LengthBits = new byte[LengthCount];
    private static readonly byte[] LengthSymbols = new byte[MaxLength + 1];
    private static readonly ushort[] DistanceBases = new ushort[DistanceCount];
    private static readonly byte[] DistanceBits = new byte[DistanceCount];
    private static readonly byte[] DistanceSymbols = new byte[2 * NearDistances];

    static DeflateSymbols()
    {
        int length = MinLength;
        for (int symbol = 0; symbol < LengthCount - 1; symbol++)
        {
            LengthBases[symbol] = (ushort)length;
            LengthBits[symbol] = (byte)Math.Max(0, (symbol / 4) - 1);
            for (int i = 0; i < 1 << LengthBits[symbol]; i++)
            {
                LengthSymbols[length++] = (byte)symbol;
            }
        }

        // The longest has a symbol of its own.
        LengthBases[^1] = MaxLength;
        LengthSymbols[MaxLength] = LengthCount - 1;
        int distance = 1;
        for (int symbol = 0; symbol < DistanceCount; symbol++)
        {
            DistanceBases[symbol] = (ushort)distance;
            DistanceBits[symbol] = (byte)Math.Max(0, (symbol / 2) - 1);
            for (int i = 0; i < 1 << DistanceBits[symbol]; i++)
            {
                DistanceSymbols[DistanceIndex(distance++)] = (byte)symbol;
            }
        }
    }

    /// <summary>The symbols by length, counted from <see cref="FirstLength"/>.</summary>
    public static ReadOnlySpan<byte> OfLengths => LengthSymbols;

    /// <summary>The symbols by <see cref="DistanceIndex"/>.</summary>
    public static ReadOnlySpan<byte> OfDistances => DistanceSymbols;

    /// <summary>The least length of each symbol.</summary>
    public static ReadOnlySpan<ushort> LeastLengths => LengthBases;

    /// <summary>How many bits follow the symbol of a length.</summary>
    public static ReadOnlySpan<byte> BitsOfLengths => LengthBits;

    /// <summary>The least distance of each symbol.</summary>
    public static ReadOnlySpan<ushort> LeastDistances => DistanceBases;

    /// <summary>How many bits follow the symbol of a distance.</summary>
    public static ReadOnlySpan<byte> BitsOfDistances => DistanceBits;

    /// <summary>Where <see cref="OfDistances"/> has a distance from 1 to <see cref="MaxDistance"/>.</summary>
    public static int DistanceIndex(int distance) => distance <= NearDistances ? distance - 1 : NearDistances + ((distance - 1) >> FarShift);
}
