using System.CommandLine;
using System.Runtime.InteropServices;
using GraphDriver.Cli.Composefs;
using GraphDriver.Cli.Demo;
using GraphDriver.Cli.Output;
using GraphDriver.Cli.Reports;
using GraphDriver.Savings.Demo;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver demo</c>: the experiment of the talk on this machine, without a network, beside the talk's figures.</summary>
internal sealed class DemoCommand
{
    private const string Json = "json";
    private const string DefaultReport = "graphdriver-demo.html";

    // All that the demo leaves has to go, and it may be some gigabytes.
    private static readonly TimeSpan TimeToCleanUp = TimeSpan.FromMinutes(5);

    private readonly Option<int> _images = Number("--images", "How many images, which differ in one file", 20);
    private readonly Option<int> _files = Number("--files", "How many files an image has, about", 7000);
    private readonly Option<string> _size = Size("--size", "How much an image's files are together, about", "180MB");
    private readonly Option<string> _differing = Size("--differing-size", "How large the file is in which they differ", "20kB");
    private readonly Option<string?> _folder = new("--dir") { Description = "Where to work: in a new folder there; TMPDIR or /var/tmp by default", HelpName = "DIR" };
    private readonly Option<int?> _plainImages = new("--plain-images") { Description = "How many of them to unpack for plain overlay; all that there is room for by default", HelpName = "N" };
    private readonly Option<bool> _noPlain = new("--no-plain") { Description = "Leave plain overlay out" };
    private readonly Option<bool> _keep = new("--keep") { Description = "Leave the folder, without mounts and processes" };
    private readonly Option<string?> _html = new("--html") { Description = $"Where the report goes; - for standard output, ./{DefaultReport} by default", HelpName = "FILE" };
    private readonly Option<bool> _noHtml = new("--no-html") { Description = "Write no report" };
    private readonly Option<string> _format = FormatOption.Create("table");
    private readonly GlobalOptions _globals;

    private DemoCommand(GlobalOptions globals) => _globals = globals;

    public static Command Create(GlobalOptions globals)
    {
        var demo = new DemoCommand(globals);
        var command = new CleaningCommand("demo", "Show on this machine's own files what composefs saves of disk and memory, beside plain overlay; leaves nothing", TimeToCleanUp)
        {
            demo._images, demo._files, demo._size, demo._differing, demo._folder, demo._plainImages, demo._noPlain, demo._keep, demo._html, demo._noHtml, demo._format,
        };
        command.SetInterruptibleAction(demo.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new UsageException("demo needs root, to mount overlays and to run programs in them by chroot: run it by sudo");
        }

        var options = Options(parsed);
        var report = ReportPath(parsed);
        using var hangUp = new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, hangUp.Token);
        using var terminalGone = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            hangUp.Cancel();
        });
        var result = await DemoDisplay.RunAsync(progress => Demonstration.RunAsync(options, progress, stop.Token));
        Tell(parsed, result, report);
        return 0;
    }

    private void Tell(ParseResult parsed, DemoResult result, string? report)
    {
        if (report is not null)
        {
            ReportFile.Write(DemoReport.Of(result), report);
        }

        if (report == ReportFile.StandardOutput)
        {
            return;
        }

        if (parsed.GetValue(_format) == Json)
        {
            JsonOutput.Write(json => DemoJson.Write(result, json));
        }
        else
        {
            DemoText.Write(result, Console.Out);
        }

        if (report is not null)
        {
            Diagnostic.Write($"the report is in {Path.GetFullPath(report)}");
        }

        if (parsed.GetValue(_keep))
        {
            Diagnostic.Write($"the images are in {result.Folder}");
        }
    }

    private DemoOptions Options(ParseResult parsed) => new()
    {
        Parent = Path.GetFullPath(parsed.GetValue(_folder) ?? (Environment.GetEnvironmentVariable("TMPDIR") is { Length: > 0 } folder ? folder : "/var/tmp")),
        Images = Within(parsed, _images, 2, 200),
        Files = Within(parsed, _files, 1, 100_000),
        Size = ByteSize.Parse(_size.Name, parsed.GetRequiredValue(_size), 1_000_000, 10_000_000_000),
        DifferingSize = (int)ByteSize.Parse(_differing.Name, parsed.GetRequiredValue(_differing), 1, 100_000_000),
        PlainImages = (parsed.GetValue(_noPlain), parsed.GetValue(_plainImages)) switch
        {
            (true, null) => 0,
            (true, _) => throw new FormatException("--no-plain and --plain-images exclude each other"),
            (false, < 1) => throw new FormatException("--plain-images: give 1 or more, or --no-plain"),
            (false, var number) => number,
        },
        Keep = parsed.GetValue(_keep),
        Log = _globals.DebugLog(parsed),
    };

    private string? ReportPath(ParseResult parsed) => (parsed.GetValue(_html), parsed.GetValue(_noHtml)) switch
    {
        (null, true) => null,
        (null, false) => DefaultReport,
        ({ } file, false) => file,
        _ => throw new FormatException("--html and --no-html exclude each other"),
    };

    private static int Within(ParseResult parsed, Option<int> option, int least, int most) =>
        parsed.GetValue(option) is var number && number >= least && number <= most ? number : throw new FormatException($"{option.Name} {number}: give {least} to {most}");

    private static Option<int> Number(string name, string description, int value) => new(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => value };

    private static Option<string> Size(string name, string description, string value) => new(name) { Description = description, HelpName = "SIZE", DefaultValueFactory = _ => value };
}
