using GraphDriver.Oci.Names;
using GraphDriver.Oci.Registry.Configuration;
using GraphDriver.Oci.Registry.Http;
using GraphDriver.Oci.Transports;

namespace GraphDriver.Oci.Registry;

/// <summary>Tries the places that an image may be in, one after the other, until one gives its manifest.</summary>
internal sealed class PullAttempts(RegistriesConfiguration configuration, HttpConnections connections, RegistryOptions options)
{
    private readonly RegistryConnector _connector = new(configuration, connections, options);

    /// <summary>The name that was found, and where its manifest came from.</summary>
    /// <exception cref="RegistryException">None has it; the message tells of each.</exception>
    public async Task<(ImageReference Name, RegistryClient Client, RawManifest Manifest)> FindAsync(
        IReadOnlyList<ImageReference> candidates, CancellationToken cancellationToken)
    {
        var failures = new List<Exception>();
        foreach (var name in candidates)
        {
            foreach (var source in configuration.SourcesOf(name))
            {
                options.Log?.Invoke($"trying docker://{source.Reference}");
                var client = new RegistryClient(source.Reference, _connector.Connect(source, name, "pull"), options);
                try
                {
                    return (name, client, await ReadAsync(client, source.Reference, cancellationToken).ConfigureAwait(false));
                }
                catch (Exception error)
                {
                    client.Dispose();
                    if (error is not (RegistryException or InvalidDataException))
                    {
                        throw;
                    }

                    options.Log?.Invoke(error.Message);
                    failures.Add(error);
                }
            }
        }

        throw Join(failures);
    }

    private static Task<RawManifest> ReadAsync(RegistryClient client, ImageReference name, CancellationToken cancellationToken) =>
        name.Digest is { } digest ? client.ReadManifestAsync(digest, cancellationToken) : client.ReadManifestAsync(name.Tag!, cancellationToken);

    // The last place tried is the registry itself, whose answer says most.
    private static Exception Join(List<Exception> failures)
    {
        if (failures is [var only])
        {
            return only;
        }

        var last = failures[^1];
        var others = string.Join("; ", failures.SkipLast(1).Select(failure => failure.Message));
        return last is RegistryException error
            ? new RegistryException(error.Reference, $"{error.Message[(error.Reference.Length + 2)..]} (tried before: {others})", error) { StatusCode = error.StatusCode, ErrorCode = error.ErrorCode }
            : new InvalidDataException($"{last.Message} (tried before: {others})", last);
    }
}
