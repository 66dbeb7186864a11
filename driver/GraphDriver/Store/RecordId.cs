using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using GraphDriver.Oci.Model;

namespace GraphDriver.Store;

/// <summary>What the ids of layers, images and containers have in common.</summary>
internal static class RecordId
{
    public const int Length = 64;
    public const int ShortLength = 12;

    public static bool IsValid([NotNullWhen(true)] string? text) => text is { Length: Length } && LowerHex.IsAllOf(text);

    /// <summary>A random id whose short form is not all digits: as a host name that would be taken for a number.</summary>
    public static string CreateRandom()
    {
        while (true)
        {
            var id = RandomNumberGenerator.GetHexString(Length, lowercase: true);
            if (!id.AsSpan(0, ShortLength).ContainsOnly("0123456789"))
            {
                return id;
            }
        }
    }

    private static bool ContainsOnly(this ReadOnlySpan<char> text, ReadOnlySpan<char> values) => !text.ContainsAnyExcept(values);
}
