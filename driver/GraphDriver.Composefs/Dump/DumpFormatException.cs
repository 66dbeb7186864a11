namespace GraphDriver.Composefs.Dump;

/// <summary>What is wrong with a field; the parser adds the line's number.</summary>
internal sealed class DumpFormatException(string field, string problem) : Exception($"{field}: {problem}")
{
    public DumpFormatException(DumpField field, string problem)
        : this(NameOf(field), problem)
    {
    }

    public static string NameOf(DumpField field) => field.ToString().ToUpperInvariant();
}
