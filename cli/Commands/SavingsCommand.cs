using System.CommandLine;
using GraphDriver.Cli.Output;
using GraphDriver.Cli.Reports;
using GraphDriver.Cli.Savings;
using GraphDriver.Savings;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver savings</c>: what sharing saves on the disk and in memory.</summary>
internal static class SavingsCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var html = HtmlOption.Create();
        var format = FormatOption.Create("text");
        var command = new Command("savings", "Show what images take on the disk and in the page cache, with sharing and in plain overlay") { html, format };
        command.SetAction((parsed, cancellationToken) =>
        {
            using var storage = StoreAccess.Open(globals, parsed);
            var savings = StoreSavings.Read(storage, cancellationToken);
            var isJson = parsed.IsJson(format);
            HtmlOption.Print(parsed.GetValue(html), isJson, () => SavingsReport.Of(savings, DateTimeOffset.UtcNow), () =>
            {
                if (isJson)
                {
                    JsonOutput.Write(json => SavingsDocument.Write(json, savings));
                }
                else
                {
                    SavingsText.Write(savings, Console.Out);
                }
            });
            return Task.FromResult(0);
        });
        return command;
    }
}
