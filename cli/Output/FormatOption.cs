using System.CommandLine;

namespace GraphDriver.Cli.Output;

/// <summary>The option <c>--format</c> of commands that print a listing or a report.</summary>
internal static class FormatOption
{
    private const string Json = "json";

    /// <summary>The option with <c>json</c> and the form for people, which is the default.</summary>
    public static Option<string> Create(string forPeople)
    {
        var format = new Option<string>("--format") { Description = $"{forPeople} or {Json}", DefaultValueFactory = _ => forPeople };
        format.AcceptOnlyFromAmong(forPeople, Json);
        return format;
    }

    public static bool IsJson(this ParseResult parsed, Option<string> format) => parsed.GetValue(format) == Json;
}
