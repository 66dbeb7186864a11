using System.CommandLine;
using System.Text.Json;
using GraphDriver.Checks;
using GraphDriver.Cli.Images;
using GraphDriver.Cli.Output;
using GraphDriver.Store;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver check</c>: finds what is wrong in the store, one line a finding.</summary>
internal sealed class CheckCommand
{
    /// <summary>The exit code where something is wrong in the store; 125 is an error of ours.</summary>
    public const int Found = 1;

    private readonly GlobalOptions _globals;
    private readonly Argument<string[]> _images = new("IMAGE") { Description = "The images to check with their layers; everything by default", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> _quick = new("--quick") { Description = "Look at presence and sizes alone, read no content" };
    private readonly Option<string> _format = FormatOption.Create("table");

    private CheckCommand(GlobalOptions globals) => _globals = globals;

    public static Command Create(GlobalOptions globals)
    {
        var check = new CheckCommand(globals);
        var command = new Command("check", "Find what is wrong in the store; the exit code is 1 where something is") { check._images, check._quick, check._format };
        command.SetAction(check.RunAsync);
        return command;
    }

    private Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var store = StoreAccess.Open(_globals, parsed);
        var options = new CheckOptions { Quick = parsed.GetValue(_quick), Images = Images(store, parsed) };
        var report = new StoreCheck(store).Run(options, cancellationToken);
        if (parsed.IsJson(_format))
        {
            JsonOutput.Write(json => Write(json, report));
        }
        else
        {
            Print(report);
        }

        return Task.FromResult(report.Findings.Count == 0 ? 0 : Found);
    }

    private IReadOnlyCollection<ImageId>? Images(ContainerStorage store, ParseResult parsed)
    {
        if (parsed.GetValue(_images) is not { Length: > 0 } texts)
        {
            return null;
        }

        var images = LocalImages.LookIn(store.Images.Read());
        return [.. texts.Select(text => images.Find(text)?.Image.Id ?? throw ImageLookup.NotFound(text))];
    }

    private static void Print(CheckReport report)
    {
        if (report.Findings.Count > 0)
        {
            var table = new Table("FINDING", "WHERE", "WHAT", "REMEDY");
            foreach (var finding in report.Findings)
            {
                table.Add(NameOf(finding.Kind), finding.Where, Diagnostic.OneLine(finding.What), finding.Remedy);
            }

            table.WriteTo(Console.Out);
        }
        else
        {
            Console.Out.WriteLine($"nothing found in {report.Images} images, {report.Layers} layers, {report.Objects} objects ({HumanText.Size(report.Bytes)} read)");
        }
    }

    private static void Write(Utf8JsonWriter json, CheckReport report)
    {
        json.WriteStartObject();
        json.WriteNumber("images", report.Images);
        json.WriteNumber("layers", report.Layers);
        json.WriteNumber("objects", report.Objects);
        json.WriteNumber("bytesRead", report.Bytes);
        json.WriteStartArray("findings");
        foreach (var finding in report.Findings)
        {
            json.WriteStartObject();
            json.WriteString("finding", NameOf(finding.Kind));
            json.WriteString("where", finding.Where);
            json.WriteString("what", finding.What);
            json.WriteString("remedy", finding.Remedy);
            json.WriteStrings("layers", finding.Layers.Select(layer => layer.Hex));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A kind as output names it: <c>damaged-object</c>.</summary>
    private static string NameOf(FindingKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());
}
