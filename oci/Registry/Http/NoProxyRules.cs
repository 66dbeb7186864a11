using System.Globalization;
using System.Net;

namespace GraphDriver.Oci.Registry.Http;

/// <summary>
/// The hosts of <c>NO_PROXY</c>: names (with their subdomains), <c>.name</c> and <c>*.name</c> (the subdomains alone),
/// addresses, blocks of addresses (CIDR), each with or without a port, and <c>*</c> for all. Loopback is always one.
/// </summary>
internal sealed class NoProxyRules
{
    private readonly List<(string Name, bool SubdomainsOnly, int? Port)> _names = [];
    private readonly List<(IPAddress Address, int? Port)> _addresses = [];
    private readonly List<IPNetwork> _networks = [];
    private bool _all;

    private NoProxyRules()
    {
    }

    public static NoProxyRules Parse(string text)
    {
        var rules = new NoProxyRules();
        foreach (var entry in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            rules.Add(entry.ToLowerInvariant());
        }

        return rules;
    }

    /// <summary>Whether the host, a name or an address without brackets, is talked to directly.</summary>
    public bool Match(string host, int port)
    {
        host = host.Trim('[', ']').TrimEnd('.').ToLowerInvariant();
        if (host == "localhost" || _all)
        {
            return true;
        }

        return IPAddress.TryParse(host, out var address)
            ? IPAddress.IsLoopback(address) || MatchAddress(address, port)
            : _names.Exists(rule => IsPort(rule.Port, port) && IsName(host, rule.Name, rule.SubdomainsOnly));
    }

    private bool MatchAddress(IPAddress address, int port)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _addresses.Exists(rule => IsPort(rule.Port, port) && rule.Address.Equals(address))
            || _networks.Exists(network => network.Contains(address));
    }

    private void Add(string entry)
    {
        if (entry == "*")
        {
            _all = true;
            return;
        }

        if (TryParseNetwork(entry) is { } network)
        {
            _networks.Add(network);
            return;
        }

        var (host, port) = SplitPort(entry);
        if (IPAddress.TryParse(host.Trim('[', ']'), out var address))
        {
            _addresses.Add((address, port));
        }
        else if (host.TrimStart('*').Trim('.') is { Length: > 0 } name)
        {
            _names.Add((name, host.StartsWith("*.", StringComparison.Ordinal) || host[0] == '.', port));
        }
    }

    // A block may be written with any address in it: 10.1.2.3/8 means 10.0.0.0/8.
    private static IPNetwork? TryParseNetwork(string entry)
    {
        var slash = entry.IndexOf('/');
        if (slash < 0
            || !IPAddress.TryParse(entry.AsSpan(0, slash), out var address)
            || !int.TryParse(entry.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            return null;
        }

        var bytes = address.GetAddressBytes();
        if (length > bytes.Length * 8)
        {
            return null;
        }

        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPNetwork(new IPAddress(bytes), length);
    }

    private static (string Host, int? Port) SplitPort(string entry)
    {
        var colon = entry.LastIndexOf(':');
        var isPort = colon > 0 && (entry.IndexOf(':') == colon || entry[colon - 1] == ']');
        return isPort && int.TryParse(entry.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? (entry[..colon], port)
            : (entry, null);
    }

    private static bool IsPort(int? rule, int port) => rule is null || rule == port;

    private static bool IsName(string host, string name, bool subdomainsOnly) =>
        (!subdomainsOnly && host == name) || (host.Length > name.Length && host[^(name.Length + 1)] == '.' && host.EndsWith(name, StringComparison.Ordinal));
}
