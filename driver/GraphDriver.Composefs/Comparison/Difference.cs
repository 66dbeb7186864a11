namespace GraphDriver.Composefs.Comparison;

/// <summary>One way in which two images differ.</summary>
/// <param name="Place">The path of a file, or the part of the image (<c>header</c>, <c>superblock</c>, <c>layout</c>).</param>
/// <param name="Field">What of it differs.</param>
/// <param name="First">What the first image has, printable; <c>-</c> where it has none.</param>
/// <param name="Second">What the second image has.</param>
public readonly record struct Difference(string Place, string Field, string First, string Second)
{
    /// <summary>Stands for what is not there.</summary>
    public const string Absent = "-";

    public override string ToString() => $"{Place}: {Field}: {First} | {Second}";
}
