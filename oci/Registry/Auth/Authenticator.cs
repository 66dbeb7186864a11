using System.Net.Http.Headers;
using GraphDriver.Oci.Registry.Http;

namespace GraphDriver.Oci.Registry.Auth;

/// <summary>
/// Who we are to one registry, for one repository or a few. Learns from the registry's challenges what it wants, and keeps one access
/// token, which is replaced before it expires or when the registry no longer takes it; whoever needs one meanwhile waits for
/// the same. Credentials are looked for only when a challenge asks for them.
/// </summary>
internal sealed class Authenticator(
    TokenClient tokens, Func<CancellationToken, Task<RegistryCredentials?>> findCredentials, IReadOnlyList<string> scopes, TlsProfile tls, RegistryOptions options) : IDisposable
{
    private const int MaxScope = 4096;
    private const int MaxScopes = 16;

    private readonly SemaphoreSlim _gate = new(1);
    private readonly List<string> _scopes = [.. scopes];
    private IReadOnlyList<AuthChallenge> _challenges = [];
    private BearerToken? _token;
    private RegistryCredentials? _credentials;
    private bool _searched;

    /// <summary>Who we said we are; null is nobody.</summary>
    public RegistryCredentials? Credentials => _credentials;

    /// <summary>Takes what the registry's root asks for.</summary>
    public void Learn(IReadOnlyList<AuthChallenge> challenges) => _challenges = challenges;

    /// <summary>The <c>Authorization</c> header of a request to <paramref name="root"/>; null sends none.</summary>
    public async Task<AuthenticationHeaderValue?> AuthorizeAsync(Uri root, CancellationToken cancellationToken)
    {
        if (_challenges.Count == 0)
        {
            return null;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_challenges.FirstOrDefault(challenge => challenge.IsSupported) is not { } challenge)
            {
                options.Log?.Invoke($"{RequestSender.Show(root)} offers only unknown ways to authenticate: {string.Join(", ", _challenges.Select(unknown => unknown.Scheme))}");
                return null;
            }

            if (challenge.Scheme == AuthChallenge.Bearer && _token is { } token && options.Time.GetUtcNow() < token.RefreshAt)
            {
                return Bearer(token);
            }

            await FindCredentialsAsync(cancellationToken).ConfigureAwait(false);
            if (challenge.Scheme == AuthChallenge.Basic)
            {
                return TokenClient.Basic(_credentials);
            }

            _token = await tokens.GetAsync(challenge, root, tls, _scopes, _credentials, cancellationToken).ConfigureAwait(false);
            return Bearer(_token);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>
    /// Learns from a 401 to a request that was sent with <paramref name="used"/>; whether the next one is sent with
    /// something else.
    /// </summary>
    public async Task<bool> ReconsiderAsync(HttpResponseMessage unauthorized, AuthenticationHeaderValue? used, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Some registries ask only at their root, some only at what needs it.
            var challenges = AuthChallenge.In(unauthorized);
            if (challenges.Any(challenge => challenge.IsSupported))
            {
                _challenges = challenges;
            }

            if (_challenges.FirstOrDefault(challenge => challenge.IsSupported) is not { } wanted)
            {
                return false;
            }

            if (wanted.Scheme == AuthChallenge.Basic)
            {
                return used is null && !_searched;
            }

            AddScope(wanted);
            if (_token is { } token && used?.Parameter == token.Value)
            {
                _token = null;
            }

            return true;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private static AuthenticationHeaderValue Bearer(BearerToken token) => new("Bearer", token.Value);

    private void AddScope(AuthChallenge challenge)
    {
        if (challenge["scope"] is { Length: <= MaxScope } asked && !_scopes.Contains(asked) && _scopes.Count < MaxScopes)
        {
            _scopes.Add(asked);
        }
    }

    private async Task FindCredentialsAsync(CancellationToken cancellationToken)
    {
        if (!_searched)
        {
            _credentials = await findCredentials(cancellationToken).ConfigureAwait(false);
            _searched = true;
        }
    }
}
