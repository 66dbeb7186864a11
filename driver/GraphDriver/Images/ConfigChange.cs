using System.Globalization;
using GraphDriver.Linux.Processes;
using GraphDriver.Oci.Model;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace GraphDriver.Images;

/// <summary>
/// Changes to an image's configuration in the words of a Dockerfile
/// (https://docs.docker.com/reference/dockerfile/): <c>CMD</c>, <c>ENTRYPOINT</c>, <c>ENV</c>, <c>EXPOSE</c>, <c>LABEL</c>, <c>ONBUILD</c>, <c>STOPSIGNAL</c>,
/// <c>USER</c>, <c>VOLUME</c> and <c>WORKDIR</c>, with a space or an equals sign after the word.
/// </summary>
public static class ConfigChange
{
    private const int MaxPort = 65535;

    private static readonly string[] Protocols = ["tcp", "udp", "sctp"];

    /// <summary>The configuration with one change applied.</summary>
    /// <exception cref="FormatException">It is no such change; the message says why.</exception>
    public static ContainerConfig Apply(ContainerConfig config, string change)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(change);
        var text = change.Trim();
        var end = text.IndexOfAny([' ', '\t', '=']);
        var value = end < 0 ? "" : text[(end + 1)..].Trim();
        if (value.Length == 0)
        {
            throw Wrong(change, "it is not of the form INSTRUCTION VALUE");
        }

        return text[..end].ToUpperInvariant() switch
        {
            "CMD" => config with { Cmd = Command(value) },
            "ENTRYPOINT" => config with { Entrypoint = Command(value) },
            "ENV" => config with { Env = SetVariables(config.Env, Pairs(change, value)) },
            "EXPOSE" => config with { ExposedPorts = [.. config.ExposedPorts.Union(ConfigWords.Split(value).Select(port => Port(change, port)))] },
            "LABEL" => config with { Labels = SetLabels(config.Labels, Pairs(change, value)) },
            "ONBUILD" => config with { OnBuild = [.. config.OnBuild, value] },
            "STOPSIGNAL" => config with { StopSignal = StopSignal(value) },
            "USER" => config with { User = value },
            "VOLUME" => config with { Volumes = [.. config.Volumes.Union(Array(value) ?? ConfigWords.Split(value))] },
            "WORKDIR" => config with { WorkingDir = WorkingDirectory(config.WorkingDir, value) },
            var word => throw Wrong(change, $"there is no instruction '{word}' for this"),
        };
    }

    /// <summary>An array is taken as it is, anything else is for a shell.</summary>
    private static List<string> Command(string value) => Array(value) ?? ["/bin/sh", "-c", value];

    private static List<string>? Array(string value)
    {
        try
        {
            return value.StartsWith('[') && JArray.Parse(value) is var array && array.All(item => item.Type == JTokenType.String)
                ? [.. array.Select(item => (string)item!)]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary><c>NAME=VALUE…</c>, or the older <c>NAME VALUE</c> with spaces in the value.</summary>
    private static List<(string Name, string Value)> Pairs(string change, string value)
    {
        var words = ConfigWords.Split(value);
        if (words is [var name, _, ..] && !name.Contains('='))
        {
            return [(name, value[value.IndexOf(name, StringComparison.Ordinal)..][name.Length..].Trim())];
        }

        return words.ConvertAll(word => word.IndexOf('=') is > 0 and var equals
            ? (word[..equals], word[(equals + 1)..])
            : throw Wrong(change, $"'{word}' is not of the form NAME=VALUE"));
    }

    private static List<string> SetVariables(IReadOnlyList<string> env, List<(string Name, string Value)> pairs)
    {
        var variables = env.ToList();
        foreach (var (name, value) in pairs)
        {
            var index = variables.FindIndex(variable => variable.StartsWith($"{name}=", StringComparison.Ordinal));
            if (index >= 0)
            {
                variables[index] = $"{name}={value}";
            }
            else
            {
                variables.Add($"{name}={value}");
            }
        }

        return variables;
    }

    private static Dictionary<string, string> SetLabels(IReadOnlyDictionary<string, string> labels, List<(string Name, string Value)> pairs)
    {
        var changed = labels.ToDictionary(StringComparer.Ordinal);
        foreach (var (name, value) in pairs)
        {
            changed[name] = value;
        }

        return changed;
    }

    private static string Port(string change, string text)
    {
        var parts = text.Split('/');
        var protocol = parts.Length > 1 ? parts[1].ToLowerInvariant() : Protocols[0];
        var ends = parts[0].Split('-');
        return parts.Length <= 2 && Protocols.Contains(protocol) && ends.Length <= 2 && ends.All(IsPort)
            ? $"{parts[0]}/{protocol}"
            : throw Wrong(change, $"'{text}' is not of the form PORT[/tcp|udp|sctp]");
    }

    private static bool IsPort(string text) =>
        text.All(char.IsAsciiDigit) && int.TryParse(text, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= MaxPort;

    private static string StopSignal(string value)
    {
        _ = Signal.Parse(value);
        return value;
    }

    private static string WorkingDirectory(string? current, string value) => Path.GetFullPath(value, current is ['/', ..] ? current : "/");

    private static FormatException Wrong(string change, string reason) => new($"the change '{change}': {reason}");
}
