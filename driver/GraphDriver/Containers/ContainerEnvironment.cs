using GraphDriver.Oci.Model;

namespace GraphDriver.Containers;

/// <summary>The environment variables of a container, put together as podman does it.</summary>
public static class ContainerEnvironment
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Proxies are the host's business, and a container that has its network needs them too.</summary>
    private static readonly string[] Proxies =
        ["http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY"];

    /// <summary>The variables as <c>NAME=value</c>: defaults, then the image's, then the host's proxies, then the user's.</summary>
    /// <param name="image">The image's configuration.</param>
    /// <param name="options">What the user asked for.</param>
    /// <param name="host">The variables of this process.</param>
    /// <param name="hostName">The container's host name.</param>
    /// <exception cref="FormatException">What the user gave is no variable.</exception>
    public static IReadOnlyList<string> Resolve(
        ContainerConfig image, ContainerOptions options, IReadOnlyDictionary<string, string> host, string hostName)
    {
        var variables = new VariableList();
        variables.Set("PATH", DefaultPath);
        variables.Set("container", "graphdriver");
        foreach (var item in image.Env)
        {
            var equals = item.IndexOf('=', StringComparison.Ordinal);
            variables.Set(equals < 0 ? item : item[..equals], equals < 0 ? "" : item[(equals + 1)..]);
        }

        if (options.Terminal && !variables.Contains("TERM"))
        {
            variables.Set("TERM", "xterm");
        }

        foreach (var name in Proxies.Where(host.ContainsKey))
        {
            variables.Set(name, host[name]);
        }

        variables.Set("HOSTNAME", hostName);
        Add(variables, options.Environment, host);
        return variables.ToList();
    }

    /// <summary>Given variables with a user's added or put in their place.</summary>
    /// <exception cref="FormatException">What the user gave is no variable.</exception>
    public static IReadOnlyList<string> With(IEnumerable<string> given, IReadOnlyList<string> added, IReadOnlyDictionary<string, string> host)
    {
        var variables = new VariableList();
        Add(variables, given, host);
        Add(variables, added, host);
        return variables.ToList();
    }

    private static void Add(VariableList variables, IEnumerable<string> items, IReadOnlyDictionary<string, string> host)
    {
        foreach (var item in items)
        {
            var equals = item.IndexOf('=', StringComparison.Ordinal);
            if (equals == 0 || item.Length == 0)
            {
                throw new FormatException($"the environment variable '{item}' has no name");
            }

            if (equals > 0)
            {
                variables.Set(item[..equals], item[(equals + 1)..]);
            }
            else if (item.EndsWith('*'))
            {
                foreach (var (name, value) in host.Where(pair => pair.Key.StartsWith(item[..^1], StringComparison.Ordinal)))
                {
                    variables.Set(name, value);
                }
            }
            else if (host.TryGetValue(item, out var value))
            {
                variables.Set(item, value);
            }
        }
    }

    /// <summary>Variables in the order in which they were first set.</summary>
    private sealed class VariableList
    {
        private readonly List<string> _names = [];
        private readonly Dictionary<string, string> _values = [];

        public bool Contains(string name) => _values.ContainsKey(name);

        public void Set(string name, string value)
        {
            if (_values.TryAdd(name, value))
            {
                _names.Add(name);
            }
            else
            {
                _values[name] = value;
            }
        }

        public IReadOnlyList<string> ToList() => [.. _names.Select(name => $"{name}={_values[name]}")];
    }
}
