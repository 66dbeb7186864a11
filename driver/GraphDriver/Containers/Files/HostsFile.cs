using System.Text;

namespace GraphDriver.Containers.Files;

/// <summary>The <c>/etc/hosts</c> of a container, hosts(5): the host's, this machine's names, and the container's own.</summary>
internal static class HostsFile
{
    private const string Loopback = "127.0.0.1";

    /// <param name="host">The host's file.</param>
    /// <param name="network">The container's network.</param>
    /// <param name="hostName">The container's host name.</param>
    /// <param name="name">The container's name.</param>
    public static string Build(string host, NetworkMode network, string hostName, string name)
    {
        var text = new StringBuilder();
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in host.Split('\n'))
        {
            var fields = line.Split('#')[0].Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 1)
            {
                text.Append(fields[0]).Append('\t').AppendJoin(' ', fields[1..]).Append('\n');
                known.UnionWith(fields[1..].Select(alias => $"{fields[0]} {alias}"));
            }
        }

        AddMissing("localhost", Loopback, "::1");
        if (network == NetworkMode.Host)
        {
            AddMissing("host.containers.internal", Loopback);
        }
        else
        {
            text.Append($"{Loopback}\t{string.Join(' ', new[] { hostName, name }.Distinct())}\n");
        }

        return text.ToString();

        void AddMissing(string alias, params string[] addresses)
        {
            foreach (var address in addresses.Where(address => known.Add($"{address} {alias}")))
            {
                text.Append(address).Append('\t').Append(alias).Append('\n');
            }
        }
    }
}
