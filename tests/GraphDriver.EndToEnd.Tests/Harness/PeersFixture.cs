namespace GraphDriver.EndToEnd.Tests.Harness;

/// <summary>The machine and the registry that all tests of a collection share; each test takes a store of its own.</summary>
public sealed class PeersFixture : IDisposable
{
    /// <summary>How many images <see cref="NearDuplicate"/> has.</summary>
    public const int NearDuplicates = 3;

    private readonly Lazy<Machine> _machine = new(() => new Machine());
    private readonly Lazy<Registry> _registry = new(() => new Registry());
    private readonly Dictionary<string, string> _pushed = [];
    private bool _hasNearDuplicates;

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

    /// <summary>
    /// The reference of one of <see cref="NearDuplicates"/> images that differ in one file, pushed as zstd:chunked by buildah on first use
    /// (<c>hack/near-duplicates.sh</c>).
    /// </summary>
    /// <param name="number">Which, from 1 on.</param>
    public string NearDuplicate(int number)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, NearDuplicates);
        if (!_hasNearDuplicates)
        {
            Machine.Run(new CommandLine("/hack/near-duplicates.sh", Registry.Host, $"{NearDuplicates}") { Timeout = TimeSpan.FromMinutes(10) }).Succeeded();
            _hasNearDuplicates = true;
        }

        return $"{Registry.Host}/near-duplicate:{number}";
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
