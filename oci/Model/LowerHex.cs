using System.Buffers;

namespace GraphDriver.Oci.Model;

/// <summary>The digits of hashes and ids: <c>0</c> to <c>9</c> and <c>a</c> to <c>f</c>.</summary>
public static class LowerHex
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>Whether a text has no other characters; how many it has is the caller's to ask.</summary>
    public static bool IsAllOf(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Digits);
}
