using System.CommandLine;
using GraphDriver.Cli.Output;
using GraphDriver.Layers;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver dedup</c>: makes equal files of layers one.</summary>
internal static class DedupCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var format = FormatOption.Create("text");
        var command = new Command("dedup", "Make equal files of layers one, those of podman too, while containers run") { format };
        command.SetAction((parsed, cancellationToken) =>
        {
            using var store = StoreAccess.Open(globals, parsed);
            Print(new Deduplication(store, globals.DebugLog(parsed)).Run(cancellationToken), parsed.IsJson(format));
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Print(Deduplicated done, bool json)
    {
        if (!json)
        {
            Console.Out.WriteLine(
                $"{done.Layers} layers: {done.ObjectsMerged} objects merged ({HumanText.Size(done.BytesMerged)}), {done.FilesShared} files share blocks "
                + $"({HumanText.Size(done.SharedBytes)}), {done.ObjectsAdded} objects new to the pool; on disk {HumanText.Size(done.BytesBefore)} before, "
                + $"{HumanText.Size(done.BytesAfter)} after");
            if (done.ObjectsDamaged > 0)
            {
                Diagnostic.Write($"warning: {done.ObjectsDamaged} objects do not hold what their names say and were left alone; graphdriver check names them");
            }

            return;
        }

        JsonOutput.Write(output =>
        {
            output.WriteStartObject();
            output.WriteNumber("layers", done.Layers);
            output.WriteNumber("objectsMerged", done.ObjectsMerged);
            output.WriteNumber("bytesMerged", done.BytesMerged);
            output.WriteNumber("objectsAdded", done.ObjectsAdded);
            output.WriteNumber("objectsDamaged", done.ObjectsDamaged);
            output.WriteNumber("filesShared", done.FilesShared);
            output.WriteNumber("sharedBytes", done.SharedBytes);
            output.WriteNumber("bytesBefore", done.BytesBefore);
            output.WriteNumber("bytesAfter", done.BytesAfter);
            output.WriteNumber("bytesSaved", done.Saved);
            output.WriteEndObject();
        });
    }
}
