using System.Security.Cryptography;

namespace GraphDriver.Layers;

/// <summary>
/// The short name of a layer under <c>overlay/l/</c>, 26 characters of base32 over 130 random bits, as containers/storage
/// makes them (<c>drivers/overlay/randomid.go</c>): short, so that many lowers fit into one mount option.
/// </summary>
internal static class LinkName
{
    public const int Length = 26;

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string Create() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>Whether <paramref name="text"/> can be such a name, and so is safe as a path component.</summary>
    public static bool IsValid(string text) => text.Length == Length && text.All(Alphabet.Contains);
}
