namespace GraphDriver.EndToEnd.Tests.Harness;

/// <summary>The machine and the registry that all tests of a collection share; each test takes a store of its own.</summary>
public sealed class PeersFixture : IDisposable
{
    private readonly Lazy<Machine> _machine = new(() => new Machine());
    private readonly Lazy<Registry> _registry = new(() => new Registry());
    private readonly Dictionary<string, string> _pushed = [];

    public Machine Machine => _machine.Value;

    public Registry Registry => _registry.Value;

    /// <summary>The reference of an image of <c>hack/images.sh</c>, pushed on first use.</summary>
    /// <param name="image">Its folder's name: <c>debian-gzip</c>, <c>busybox</c>…</param>
    public string Pushed(string image)
    {
        if (!_pushed.TryGetValue(image, out string? reference))
        {
            reference = Registry.Push(Machine, $"oci:/images/{image}:latest", $"{image}:latest");
            _pushed.Add(image, reference);
        }

        return reference;
    }

    public void Dispose()
    {
        if (_machine.IsValueCreated)
        {
            _machine.Value.Dispose();
        }

        if (_registry.IsValueCreated)
        {
            _registry.Value.Dispose();
        }
    }
}
