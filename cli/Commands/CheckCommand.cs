using System.CommandLine;
using GraphDriver.Checks;
using GraphDriver.Checks.Repair;
using GraphDriver.Cli.Images;
using GraphDriver.Cli.Output;
using GraphDriver.Store;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver check</c>: finds what is wrong in the store, one line a finding.</summary>
internal sealed class CheckCommand
{
    /// <summary>The exit code where something is wrong in the store; 125 is an error of ours.</summary>
    public const int Found = 1;

    private const int MostRounds = 4;

    private readonly GlobalOptions _globals;
    private readonly Argument<string[]> _images = new("IMAGE") { Description = "The images to check with their layers; everything by default", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> _quick = new("--quick") { Description = "Look at presence and sizes alone, read no content" };
    private readonly Option<bool> _repair = new("--repair") { Description = "Mend what is found: fetch single objects again, make again what can be made, remove leftovers" };
    private readonly Option<bool> _force = new("--force", "-f") { Description = "With --repair, remove images that cannot be mended" };
    private readonly Option<string> _format = FormatOption.Create("table");
    private readonly RegistryAccess _registry;

    private CheckCommand(GlobalOptions globals) => (_globals, _registry) = (globals, new RegistryAccess(globals));

    public static Command Create(GlobalOptions globals)
    {
        var check = new CheckCommand(globals);
        var command = new Command("check", "Find what is wrong in the store; the exit code is 1 where something is")
        {
            check._images, check._quick, check._repair, check._force, check._format,
        };
        check._registry.AddTo(command);
        command.SetAction(check.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var store = StoreAccess.Open(_globals, parsed);
        var options = new CheckOptions { Quick = parsed.GetValue(_quick), Images = Images(store, parsed) };
        var report = new StoreCheck(store).Run(options, cancellationToken);
        var isClean = report.Findings.Count == 0;
        var outcomes = new List<RepairOutcome>();
        if (parsed.GetValue(_repair))
        {
            isClean = await RepairAsync(store, parsed, options, report, outcomes, cancellationToken);
        }

        CheckOutput.Write(report, outcomes, parsed.IsJson(_format));
        return isClean ? 0 : Found;
    }

    /// <summary>One damage may hide another, such as a damaged object that of the blob that names it: what was mended is checked again.</summary>
    /// <returns>Whether nothing is wrong any more.</returns>
    private async Task<bool> RepairAsync(
        ContainerStorage store, ParseResult parsed, CheckOptions options, CheckReport report, List<RepairOutcome> outcomes, CancellationToken cancellationToken)
    {
        var repair = new StoreRepair(store, new RepairSettings
        {
            OpenSource = (reference, token) => ImageSources.OpenAsync(reference, () => _registry.Options(parsed), token),
            RemoveUnmended = parsed.GetValue(_force),
            Log = _globals.DebugLog(parsed),
        });
        for (var round = 0; report.Findings.Count > 0; round++)
        {
            if (round == MostRounds)
            {
                return false;
            }

            var done = await repair.RunAsync(report.Findings, cancellationToken);
            outcomes.AddRange(done);
            if (!done.Any(outcome => outcome.IsMended))
            {
                return false;
            }

            report = new StoreCheck(store).Run(options, cancellationToken);
        }

        return true;
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
}
