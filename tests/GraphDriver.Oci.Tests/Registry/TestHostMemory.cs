using System.Collections.Concurrent;
using GraphDriver.Oci.Transports.Ranges;

namespace GraphDriver.Oci.Tests.Registry;

/// <summary>Remembers hosts as long as the process lives.</summary>
internal sealed class TestHostMemory : IHostMemory
{
    private readonly ConcurrentDictionary<string, HostExperience> _hosts = new();

    public HostExperience Recall(string host) => _hosts.GetValueOrDefault(host, HostExperience.None);

    public void Remember(string host, HostExperience seen) => _hosts.AddOrUpdate(host, seen, (_, known) => known.With(seen));
}
