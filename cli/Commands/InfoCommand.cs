using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using GraphDriver.Cli.Output;
using GraphDriver.Drivers;
using GraphDriver.Linux;
using GraphDriver.Store;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver info</c>: the store, what is in it, what the kernel can do, and the versions.</summary>
internal sealed class InfoCommand
{
    private readonly GlobalOptions _globals;
    private readonly Option<string> _format = FormatOption.Create("text");

    private InfoCommand(GlobalOptions globals) => _globals = globals;

    public static Command Create(GlobalOptions globals)
    {
        var info = new InfoCommand(globals);
        var command = new Command("info", "Show the store, the kernel's features and the versions") { info._format };
        command.SetAction(info.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        using var storage = StoreAccess.Open(_globals, parsed);
        var groups = Groups(storage, GraphDrivers.Of(storage).ReadStatus());
        if (parsed.IsJson(_format))
        {
            JsonOutput.Write(json => Write(json, groups));
            return 0;
        }

        foreach (var (group, values) in groups)
        {
            Console.Out.WriteLine($"{group}:");
            foreach (var (name, value) in values)
            {
                Console.Out.WriteLine($"  {name}: {Text(value)}");
            }
        }

        return 0;
    }

    private static List<(string Group, List<(string Name, object Value)> Values)> Groups(ContainerStorage storage, DriverStatus driver) =>
    [
        ("store", Store(storage, driver)),
        ("content", Content(storage)),
        ("kernel", Kernel(driver.Features)),
        ("version", [("graphdriver", typeof(InfoCommand).Assembly.GetName().Version!.ToString(3)), ("runtime", RuntimeInformation.FrameworkDescription)]),
    ];

    private static List<(string Name, object Value)> Store(ContainerStorage storage, DriverStatus driver)
    {
        var (configuration, root) = (storage.Configuration, storage.Root);
        return
        [
            ("driver", driver.Name),
            ("graphRoot", root.GraphRootPath),
            ("runRoot", root.RunRootPath),
            ("fileSystem", driver.FileSystem),
            ("size", driver.Size),
            ("free", driver.Free),
            ("configurationFiles", configuration.Files),
            ("additionalImageStores", configuration.AdditionalImageStores),
            ("mountOptions", driver.MountOptions),
            ("sync", configuration.Sync.ToString().ToLowerInvariant()),
            ("transientStore", configuration.TransientStore),
        ];
    }

    private static List<(string Name, object Value)> Content(ContainerStorage storage)
    {
        var snapshot = storage.Read();
        return
        [
            ("images", (long)snapshot.Images.Records.Count),
            ("layers", (long)snapshot.Layers.Records.Count),
            ("containers", (long)snapshot.Containers.Records.Count),
            ("mounted", (long)snapshot.MountPoints.Count),
        ];
    }

    private static List<(string Name, object Value)> Kernel(KernelFeatures features) =>
    [
        ("release", Environment.OSVersion.Version.ToString(3)),
        ("openat2", features.OpenAt2),
        ("openTree", features.OpenTree),
        ("overlay", features.Overlay),
        ("dataOnlyLowers", features.DataOnlyLowers),
        ("layersByHandle", features.LayerHandles),
        ("volatile", features.Volatile),
        ("erofs", features.Erofs),
        ("erofsFromFile", features.ErofsFromFile),
        ("fsverity", features.FsVerity),
        ("verityRequire", features.VerityRequire),
    ];

    private static string Text(object value) => value switch
    {
        KernelFeature feature => feature.IsSupported ? "yes" : $"no ({feature.Refusal})",
        IReadOnlyList<string> list => string.Join(", ", list),
        bool flag => flag ? "yes" : "no",
        _ => value.ToString()!,
    };

    private static void Write(Utf8JsonWriter json, List<(string Group, List<(string Name, object Value)> Values)> groups)
    {
        json.WriteStartObject();
        foreach (var (group, values) in groups)
        {
            json.WriteStartObject(group);
            values.ForEach(value => Write(json, value.Name, value.Value));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case KernelFeature feature:
                json.WriteBoolean(name, feature.IsSupported);
                break;
            case IReadOnlyList<string> list:
                json.WriteStrings(name, list);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case long number:
                json.WriteNumber(name, number);
                break;
            default:
                json.WriteString(name, value.ToString());
                break;
        }
    }
}
