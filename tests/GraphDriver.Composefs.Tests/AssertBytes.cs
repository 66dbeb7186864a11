namespace GraphDriver.Composefs.Tests;

internal static class AssertBytes
{
    /// <summary>Compares large contents; xunit's own comparison takes seconds for megabytes.</summary>
    public static void Equal(byte[] expected, byte[] actual)
    {
        var same = expected.AsSpan().CommonPrefixLength(actual);
        Assert.True(
            same == expected.Length && same == actual.Length,
            $"{actual.Length} bytes instead of {expected.Length}, the first difference at {same}");
    }
}
