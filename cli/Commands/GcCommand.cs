using System.CommandLine;
using GraphDriver.Cli.Output;
using GraphDriver.Layers;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver gc</c>: removes what crashes and other tools have left behind.</summary>
internal static class GcCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var age = new Option<string?>("--layer-age")
        {
            Description = "From which age on a layer that nothing needs is removed, such as 90m, 24h (the default) or 7d",
            HelpName = "DURATION",
        };
        var format = FormatOption.Create("text");
        var command = new Command("gc", "Remove staging directories, layers and objects that nothing refers to") { age, format };
        command.SetAction((parsed, cancellationToken) =>
        {
            using var store = StoreAccess.Open(globals, parsed);
            var layerAge = parsed.GetValue(age) is { } text ? Duration.Parse(text) : GarbageCollection.DefaultLayerAge;
            var garbage = new GarbageCollection(store).Run(layerAge, cancellationToken);
            Print(garbage, parsed.IsJson(format));
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Print(CollectedGarbage garbage, bool json)
    {
        if (!json)
        {
            Console.Out.WriteLine(
                $"removed {garbage.Layers.Count} layers, {garbage.StagingDirectories} staging directories, {garbage.TemporaryFiles} temporary files, "
                + $"{garbage.Objects} objects ({HumanText.Size(garbage.ObjectBytes)})");
            return;
        }

        JsonOutput.Write(output =>
        {
            output.WriteStartObject();
            output.WriteStrings("layers", [.. garbage.Layers.Select(layer => layer.Hex)]);
            output.WriteNumber("stagingDirectories", garbage.StagingDirectories);
            output.WriteNumber("temporaryFiles", garbage.TemporaryFiles);
            output.WriteNumber("objects", garbage.Objects);
            output.WriteNumber("objectBytes", garbage.ObjectBytes);
            output.WriteEndObject();
        });
    }
}
