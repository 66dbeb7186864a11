using System.Text;
using GraphDriver.Containers.Files;
using GraphDriver.Containers.Runtime;
using GraphDriver.Containers.Users;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace GraphDriver.Containers;

/// <summary>The process specification of a command in a container: the container's own with what was asked for in its place.</summary>
internal static class ExecProcess
{
    /// <param name="config">The container's <c>config.json</c>.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="host">The machine.</param>
    /// <param name="source">How errors name the configuration.</param>
    /// <exception cref="InvalidDataException">The configuration is damaged.</exception>
    /// <exception cref="ContainerRuntimeException">The image has no such user.</exception>
    public static RuntimeProcess Build(ReadOnlySpan<byte> config, ExecOptions options, HostFacts host, string source)
    {
        try
        {
            var json = JObject.Parse(Encoding.UTF8.GetString(config));
            var process = (JObject)json["process"]!;
            var user = options.User is null ? CurrentUser(process) : FindUser((string)json["root"]!["path"]!, options.User);
            return new RuntimeProcess
            {
                Arguments = options.Command,
                Environment = Environment(process, options, host, user),
                WorkingDirectory = options.WorkingDirectory is { } directory ? ContainerPath.Normalize(directory) : (string)process["cwd"]!,
                User = user,
                Terminal = options.Terminal,
                Capabilities = Texts(process["capabilities"]!["bounding"]!),
                Limit = process["rlimits"] is JArray { Count: > 0 } limits ? (ulong)limits[0]["hard"]! : null,
            };
        }
        catch (Exception error) when (error is JsonException or NullReferenceException or InvalidCastException or ArgumentException)
        {
            throw new InvalidDataException($"{source}: not the configuration of a container", error);
        }
    }

    private static IReadOnlyList<string> Environment(JObject process, ExecOptions options, HostFacts host, ContainerUser user)
    {
        var own = Texts(process["env"]!);
        List<string> defaults = [];
        if (options.Terminal && !own.Exists(variable => variable.StartsWith("TERM=", StringComparison.Ordinal)))
        {
            defaults.Add("TERM=xterm");
        }

        if (options.User is not null)
        {
            defaults.Add($"HOME={user.Home ?? "/"}");
        }

        return ContainerEnvironment.With([.. own, .. defaults], options.Environment, host.Environment);
    }

    private static ContainerUser FindUser(string rootPath, string text)
    {
        using var root = ContainerRoot.Open(rootPath);
        return root.ReadUsers().Find(text);
    }

    private static ContainerUser CurrentUser(JObject process) => new()
    {
        Uid = (uint)process["user"]!["uid"]!,
        Gid = (uint)process["user"]!["gid"]!,
        Groups = [.. ((JArray)process["user"]!["additionalGids"]!).Select(gid => (uint)gid)],
    };

    private static List<string> Texts(JToken array) => [.. ((JArray)array).Select(item => (string)item!)];
}
