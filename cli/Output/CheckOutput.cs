using System.Text.Json;
using GraphDriver.Checks;
using GraphDriver.Checks.Repair;

namespace GraphDriver.Cli.Output;

/// <summary>Prints what a check found and what became of it.</summary>
internal static class CheckOutput
{
    /// <summary>Prints the report of the first check with the outcomes of all repairs, of which there are none where nothing was to be mended.</summary>
    public static void Write(CheckReport report, IReadOnlyList<RepairOutcome> outcomes, bool isJson)
    {
        // A finding that could not be mended at first may be found again.
        var last = outcomes.Reverse().DistinctBy(outcome => (outcome.Finding.Kind, outcome.Finding.Where)).Reverse().ToList();
        if (isJson)
        {
            JsonOutput.Write(json => Write(json, report, last));
        }
        else if (last.Count > 0)
        {
            var table = new Table("FINDING", "WHERE", "WHAT", "REPAIR");
            last.ForEach(outcome => Add(table, outcome.Finding, $"{(outcome.IsMended ? "mended" : "not mended")}: {outcome.Note}"));
            table.WriteTo(Console.Out);
        }
        else if (report.Findings.Count > 0)
        {
            var table = new Table("FINDING", "WHERE", "WHAT", "REMEDY");
            foreach (var finding in report.Findings)
            {
                Add(table, finding, finding.Remedy);
            }

            table.WriteTo(Console.Out);
        }
        else
        {
            Console.Out.WriteLine($"nothing found in {report.Images} images, {report.Layers} layers, {report.Objects} objects ({HumanText.Size(report.Bytes)} read)");
        }
    }

    private static void Add(Table table, Finding finding, string last) =>
        table.Add(NameOf(finding.Kind), Diagnostic.OneLine(finding.Where), Diagnostic.OneLine(finding.What), Diagnostic.OneLine(last));

    private static void Write(Utf8JsonWriter json, CheckReport report, List<RepairOutcome> outcomes)
    {
        json.WriteStartObject();
        json.WriteNumber("images", report.Images);
        json.WriteNumber("layers", report.Layers);
        json.WriteNumber("objects", report.Objects);
        json.WriteNumber("bytesRead", report.Bytes);
        json.WriteStartArray("findings");
        foreach (var (finding, outcome) in outcomes.Count > 0 ? outcomes.Select(outcome => (outcome.Finding, (RepairOutcome?)outcome)) : report.Findings.Select(finding => (finding, (RepairOutcome?)null)))
        {
            Write(json, finding, outcome);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Finding finding, RepairOutcome? outcome)
    {
        json.WriteStartObject();
        json.WriteString("finding", NameOf(finding.Kind));
        json.WriteString("where", finding.Where);
        json.WriteString("what", finding.What);
        json.WriteString("remedy", finding.Remedy);
        json.WriteStrings("layers", finding.Layers.Select(layer => layer.Hex));
        if (outcome is not null)
        {
            json.WriteBoolean("mended", outcome.IsMended);
            json.WriteString("repair", outcome.Note);
        }

        json.WriteEndObject();
    }

    /// <summary>A kind as output names it: <c>damaged-object</c>.</summary>
    private static string NameOf(FindingKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());
}
