using GraphDriver.Oci.Names;
using GraphDriver.Oci.Registry.Auth;
using GraphDriver.Oci.Registry.Configuration;
using GraphDriver.Oci.Registry.Http;

namespace GraphDriver.Oci.Registry;

/// <summary>Knows how the registry of a name is reached and who we are to it, by registries.conf, certs.d and the credential stores.</summary>
internal sealed class RegistryConnector(RegistriesConfiguration configuration, HttpConnections connections, RegistryOptions options)
{
    private const string DockerDomain = "docker.io";
    private const string DockerApiHost = "registry-1.docker.io";

    private readonly CredentialStore _credentials = new(options, configuration.CredentialHelpers);

    /// <summary>The registry, for one repository; nothing is sent yet.</summary>
    /// <param name="source">Where the name leads.</param>
    /// <param name="name">The name as the user gave it.</param>
    /// <param name="actions">What access tokens are for: <c>pull</c>, <c>pull,push</c>.</param>
    public RegistryHost Connect(PullSource source, ImageReference name, string actions)
    {
        var reference = source.Reference;
        var isInsecure = options.TlsVerify is { } verify ? !verify : source.Insecure;
        var tls = new TlsProfile(isInsecure, HostCertificates.FindFolder(reference.Domain, options.Environment));
        var host = reference.Domain == DockerDomain ? DockerApiHost : reference.Domain;
        return new RegistryHost(host, tls, [ScopeOf(reference, actions)], FindCredentials, connections, options);

        // What the user gives is for the registry that is named, not for a mirror of another host.
        Task<RegistryCredentials?> FindCredentials(CancellationToken cancellationToken) =>
            options.Credentials is { } given && reference.Domain == name.Domain
                ? Task.FromResult<RegistryCredentials?>(given)
                : _credentials.FindAsync(reference.Name, cancellationToken);
    }

    /// <summary>The scope of access tokens (https://distribution.github.io/distribution/spec/auth/scope/).</summary>
    public static string ScopeOf(ImageReference repository, string actions) => $"repository:{repository.Path}:{actions}";
}
