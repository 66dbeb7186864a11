using System.CommandLine;
using System.Text;
using GraphDriver.Changes;
using GraphDriver.Cli.Output;
using GraphDriver.Drivers;
using GraphDriver.Mounts;
using GraphDriver.Store;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver diff IMAGE|CONTAINER [OTHER]</c>: lists what differs between it and its parent layer, or another one.</summary>
internal sealed class DiffCommand
{
    private readonly Argument<string> _target = new("IMAGE|CONTAINER") { Description = "A name or an id" };

    private readonly Argument<string?> _other = new("OTHER")
    {
        Description = "The image or container to compare it with; by default the layer below its own",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _format = new("--format") { Description = "json for an object of three lists" };
    private readonly GlobalOptions _globals;

    private DiffCommand(GlobalOptions globals)
    {
        _globals = globals;
        _format.AcceptOnlyFromAmong("json");
    }

    public static Command Create(GlobalOptions globals)
    {
        var diff = new DiffCommand(globals);
        var command = new Command("diff", "List added (A), changed (C) and deleted (D) paths") { diff._target, diff._other, diff._format };
        command.SetAction(diff.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        using var store = StoreAccess.Open(_globals, parsed);
        var target = MountTarget.Find(store, parsed.GetRequiredValue(_target));
        var other = parsed.GetValue(_other) is { } text ? MountTarget.Find(store, text) : null;
        using var held = Hold(store, target);
        using var heldOther = other is null ? null : Hold(store, other);
        var driver = GraphDrivers.Of(store, _globals.DebugLog(parsed));
        var changes = other is null ? driver.Changes(LayerOf(target)) : driver.Changes(LayerOf(target), LayerOf(other));
        if (parsed.GetValue(_format) is null)
        {
            WriteLines(changes);
        }
        else
        {
            WriteJson(changes);
        }

        return 0;
    }

    private static IDisposable? Hold(ContainerStorage store, MountTarget target) =>
        target.Container is { } container ? new StoreMounts(store).HoldContainer(container) : null;

    private static LayerId LayerOf(MountTarget target) => target switch
    {
        { Container: { } container } => container.LayerId,
        { Image.TopLayer: { IsEmpty: false } layer } => layer,
        _ => throw new InvalidDataException($"{target.Text}: the image has no layers"),
    };

    /// <summary>Paths are written as they are, whatever bytes they have.</summary>
    private static void WriteLines(IReadOnlyList<LayerChange> changes)
    {
        using var output = new BufferedStream(Console.OpenStandardOutput());
        foreach (var change in changes)
        {
            output.Write(change.Kind switch { ChangeKind.Added => "A "u8, ChangeKind.Changed => "C "u8, _ => "D "u8 });
            output.Write(change.Path);
            output.Write("\n"u8);
        }
    }

    private static void WriteJson(IReadOnlyList<LayerChange> changes) => JsonOutput.Write(json =>
    {
        json.WriteStartObject();
        foreach (var (name, kind) in new[] { ("changed", ChangeKind.Changed), ("added", ChangeKind.Added), ("deleted", ChangeKind.Deleted) })
        {
            var paths = changes.Where(change => change.Kind == kind).Select(change => Encoding.UTF8.GetString(change.Path)).ToList();
            if (paths.Count > 0)
            {
                json.WriteStrings(name, paths);
            }
        }

        json.WriteEndObject();
    });
}
