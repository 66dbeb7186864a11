using System.CommandLine;
using System.Text;
using System.Text.Json;
using GraphDriver.Mounts;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver mount [IMAGE|CONTAINER…]</c>: mounts and prints the path, or lists what is mounted.</summary>
internal static class MountCommand
{
    private const int ShortId = 12;

    public static Command Create(GlobalOptions globals)
    {
        var names = new Argument<string[]>("IMAGE|CONTAINER")
        {
            Description = "What to mount: an image read-only, a container with its own layer to write to; nothing lists what is mounted",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var format = new Option<string>("--format") { Description = "table or json, for the list", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");
        var verity = new Option<bool>("--require-verity")
        {
            Description = "Refuse content that is not sealed by fs-verity with the digest that its layer names",
        };
        var command = new Command("mount", "Mount an image or a container and print the path") { names, format, verity };
        command.SetAction(parsed =>
        {
            using var store = StoreAccess.Open(globals, parsed);
            var mounts = new StoreMounts(store);
            if (parsed.GetValue(names) is not { Length: > 0 } given)
            {
                Console.Out.Write(parsed.GetValue(format) == "json" ? Json(mounts.List()) : Table(mounts.List()));
                return 0;
            }

            foreach (var target in given.Select(name => MountTarget.Find(store, name)).ToList())
            {
                var path = target.Mount(mounts, parsed.GetValue(verity));
                Console.Out.WriteLine(given.Length == 1 ? path : $"{target.Text} {path}");
            }

            return 0;
        });
        return command;
    }

    internal static string Table(IReadOnlyList<StoreMount> mounts)
    {
        var text = new StringBuilder();
        foreach (var mount in mounts)
        {
            var name = mount.Image?.Names is [var image, ..] ? image : mount.Container?.Names is [var container, ..] ? container : "";
            text.Append($"{Id(mount)[..ShortId]}  {Kind(mount),-9}  {mount.Mount.Path}  {name}".TrimEnd()).Append('\n');
        }

        return text.ToString();
    }

    internal static string Json(IReadOnlyList<StoreMount> mounts)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (var mount in mounts)
            {
                Write(json, mount);
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter json, StoreMount mount)
    {
        json.WriteStartObject();
        json.WriteString("kind", Kind(mount));
        json.WriteString("id", Id(mount));
        json.WriteStartArray("names");
        foreach (var name in mount.Image?.Names ?? mount.Container?.Names ?? [])
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        json.WriteString("layer", mount.Mount.Layer.Hex);
        json.WriteString("mountpoint", mount.Mount.Path);
        json.WriteNumber("count", mount.Mount.Count);
        json.WriteEndObject();
    }

    private static string Kind(StoreMount mount) => mount.Image is not null ? "image" : mount.Container is not null ? "container" : "layer";

    private static string Id(StoreMount mount) => mount.Image?.Id.Hex ?? mount.Container?.Id.Hex ?? mount.Mount.Layer.Hex;
}
