using System.Text;
using GraphDriver.Store;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace GraphDriver.Containers;

/// <summary>
/// What a container was made with: the file <c>graphdriver.json</c> of its folder, by which a container of ours is told
/// from those of other tools in the same store.
/// </summary>
public sealed record ContainerSettings
{
    /// <summary>The file's name in the container's <c>userdata</c>.</summary>
    public const string FileName = "graphdriver.json";

    internal const int MaxSize = 16 << 20;

    public required string Name { get; init; }

    /// <summary>The image as the user named it.</summary>
    public required string ImageName { get; init; }

    /// <summary>The image's configuration as it was, JSON.</summary>
    public required string ImageConfig { get; init; }

    public required ContainerOptions Options { get; init; }

    /// <summary>What runs in it.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The path of the runtime.</summary>
    public required string RuntimePath { get; init; }

    /// <summary>The number of the signal that asks it to end.</summary>
    public required int StopSignal { get; init; }

    public required Timestamp Created { get; init; }

    public byte[] Format()
    {
        var json = new JObject
        {
            ["name"] = Name,
            ["imageName"] = ImageName,
            ["imageConfig"] = ImageConfig,
            ["options"] = FormatOptions(Options),
            ["command"] = new JArray(Command),
            ["runtime"] = RuntimePath,
            ["stopSignal"] = StopSignal,
            ["created"] = Created.ToString(),
        };
        return Encoding.UTF8.GetBytes(json.ToString(Formatting.None));
    }

    /// <exception cref="InvalidDataException">The bytes are no such file.</exception>
    public static ContainerSettings Parse(ReadOnlySpan<byte> bytes, string source)
    {
        try
        {
            using var reader = new JsonTextReader(new StringReader(Encoding.UTF8.GetString(bytes))) { DateParseHandling = DateParseHandling.None, MaxDepth = 16 };
            var json = JObject.Load(reader);
            return new ContainerSettings
            {
                Name = (string)json["name"]!,
                ImageName = (string)json["imageName"]!,
                ImageConfig = (string)json["imageConfig"]!,
                Options = ParseOptions((JObject)json["options"]!),
                Command = Texts(json["command"]),
                RuntimePath = (string)json["runtime"]!,
                StopSignal = (int)json["stopSignal"]!,
                Created = Timestamp.Parse((string)json["created"]!),
            };
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidCastException or NullReferenceException or FormatException or OverflowException)
        {
            throw new InvalidDataException($"{source}: not the settings of a container: {error.Message}", error);
        }
    }

    private static JObject FormatOptions(ContainerOptions options) => new()
    {
        ["hostName"] = options.HostName,
        ["environment"] = new JArray(options.Environment),
        ["volumes"] = new JArray(options.Volumes.Select(volume => new JObject
        {
            ["source"] = volume.Source,
            ["destination"] = volume.Destination,
            ["options"] = new JArray(volume.Options),
        })),
        ["workingDirectory"] = options.WorkingDirectory,
        ["user"] = options.User,
        ["entrypoint"] = options.Entrypoint is { } entrypoint ? new JArray(entrypoint) : null,
        ["arguments"] = new JArray(options.Arguments),
        ["terminal"] = options.Terminal,
        ["interactive"] = options.Interactive,
        ["readOnly"] = options.ReadOnly,
        ["storageOptions"] = new JArray(options.StorageOptions),
        ["remove"] = options.Remove,
        ["network"] = options.Network == NetworkMode.Host ? "host" : "none",
    };

    private static ContainerOptions ParseOptions(JObject json) => new()
    {
        HostName = (string?)json["hostName"],
        Environment = Texts(json["environment"]),
        Volumes = [.. ((JArray)json["volumes"]!).Cast<JObject>().Select(volume =>
            new Volume((string?)volume["source"], (string)volume["destination"]!, Texts(volume["options"])))],
        WorkingDirectory = (string?)json["workingDirectory"],
        User = (string?)json["user"],
        Entrypoint = json["entrypoint"] is JArray entrypoint ? Texts(entrypoint) : null,
        Arguments = Texts(json["arguments"]),
        Terminal = (bool)json["terminal"]!,
        Interactive = (bool)json["interactive"]!,
        ReadOnly = (bool)json["readOnly"]!,
        StorageOptions = json["storageOptions"] is JArray storage ? Texts(storage) : [],
        Remove = (bool)json["remove"]!,
        Network = (string?)json["network"] == "host" ? NetworkMode.Host : NetworkMode.None,
    };

    private static List<string> Texts(JToken? array) => [.. ((JArray)array!).Select(item => (string)item!)];
}
