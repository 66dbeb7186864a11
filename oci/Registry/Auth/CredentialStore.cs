using GraphDriver.Oci.Registry.Configuration;

namespace GraphDriver.Oci.Registry.Auth;

/// <summary>
/// Where credentials are looked for, as containers-auth.json(5) says: the helpers that registries.conf names, by default the
/// auth files alone; of these <c>--authfile</c> or <c>REGISTRY_AUTH_FILE</c>, else podman's and Docker's own in turn.
/// </summary>
internal sealed class CredentialStore(RegistryOptions options, IReadOnlyList<string> helpers)
{
    /// <summary>The helper that stands for the auth files.</summary>
    public const string AuthFiles = "containers-auth.json";

    private const string DockerRegistry = "docker.io";
    private const string DockerServer = "https://index.docker.io/v1/";

    /// <summary>The credentials for a repository, <c>host[:port]/path</c>; null where there are none.</summary>
    /// <exception cref="InvalidDataException">A file or a helper is broken, and no other one has credentials.</exception>
    public async Task<RegistryCredentials?> FindAsync(string repository, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        foreach (var helper in helpers.Count > 0 ? helpers : [AuthFiles])
        {
            try
            {
                var found = helper == AuthFiles
                    ? await FindInFilesAsync(repository, cancellationToken).ConfigureAwait(false)
                    : await AskAsync(helper, HostOf(repository), cancellationToken).ConfigureAwait(false);
                if (found is not null)
                {
                    return found;
                }
            }
            catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                options.Log?.Invoke($"looking for credentials: {error.Message}");
                failure ??= error;
            }
        }

        if (failure is not null)
        {
            throw new InvalidDataException($"looking for the credentials for {repository}: {failure.Message}", failure);
        }

        options.Log?.Invoke($"{repository}: no credentials found");
        return null;
    }

    private async Task<RegistryCredentials?> FindInFilesAsync(string repository, CancellationToken cancellationToken)
    {
        foreach (var (path, legacy) in Paths())
        {
            if (Read(path) is { } content
                && await FindInAsync(AuthFile.Parse(content, path, legacy), repository, cancellationToken).ConfigureAwait(false) is { } credentials)
            {
                options.Log?.Invoke($"{repository}: credentials found by {path}");
                return credentials;
            }
        }

        return null;
    }

    private async Task<RegistryCredentials?> FindInAsync(AuthFile file, string repository, CancellationToken cancellationToken)
    {
        var registry = HostOf(repository);
        if (file.HelperFor(registry) is { } helper)
        {
            return await AskAsync(helper, registry, cancellationToken).ConfigureAwait(false);
        }

        return file.Find(repository)
            ?? (file.Store is { } store ? await AskAsync(store, registry, cancellationToken).ConfigureAwait(false) : null);
    }

    // Helpers know registries, not their namespaces. Docker keeps its own registry's credentials under a URL.
    private async Task<RegistryCredentials?> AskAsync(string name, string registry, CancellationToken cancellationToken)
    {
        var helper = new CredentialHelper(name, options.Environment);
        return await helper.GetAsync(registry, cancellationToken).ConfigureAwait(false)
            ?? (registry == DockerRegistry ? await helper.GetAsync(DockerServer, cancellationToken).ConfigureAwait(false) : null);
    }

    private List<(string Path, bool Legacy)> Paths()
    {
        var environment = options.Environment;
        if ((options.AuthFile ?? environment.Text("REGISTRY_AUTH_FILE")) is { } chosen)
        {
            return [(chosen, false)];
        }

        var docker = environment.Text("DOCKER_CONFIG") is { } folder ? Path.Combine(folder, "config.json") : null;
        if (docker is not null && File.Exists(docker))
        {
            return [(docker, false)];
        }

        var runtime = environment.Text("XDG_RUNTIME_DIR") is { } own
            ? Path.Combine(own, "containers/auth.json")
            : $"{environment.SystemRoot}/run/containers/{environment.UserId}/auth.json";
        return
        [
            (runtime, false),
            (Path.Combine(environment.Text("XDG_CONFIG_HOME") ?? Path.Combine(environment.Home, ".config"), "containers/auth.json"), false),
            (docker ?? Path.Combine(environment.Home, ".docker/config.json"), false),
            (Path.Combine(environment.Home, ".dockercfg"), true),
        ];
    }

    // A file that was asked for has to be there; one that is only looked for need not.
    private byte[]? Read(string path) => path == options.AuthFile ? ConfigurationFile.Read(path) : ConfigurationFile.ReadIfExists(path);

    private static string HostOf(string repository) => repository.IndexOf('/') is >= 0 and var slash ? repository[..slash] : repository;
}
