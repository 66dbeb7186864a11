using System.Collections.Concurrent;
using System.Text;

namespace GraphDriver.Testing.Registry;

/// <summary>
/// Guards a <see cref="TestRegistry"/> by access tokens and gives them out. Each token opens the repositories it was asked for, a
/// number of times.
/// </summary>
public sealed class TestTokenService : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Token> _tokens = new();
    private readonly TestHttpServer _server;
    private int _count;

    /// <summary>Guards a registry.</summary>
    public TestTokenService(TestRegistry registry)
    {
        _server = new TestHttpServer(Answer);
        registry.Guard = request => Check(request);
    }

    public string Root => _server.Root;

    public IReadOnlyList<TestRequest> Requests => _server.Requests;

    /// <summary>Who gets tokens, <c>user:password</c>; null gives them to anybody.</summary>
    public string? User { get; set; }

    /// <summary>An identity token that gets tokens.</summary>
    public string? IdentityToken { get; set; }

    /// <summary>What the answers say of a token's life, in seconds; null says nothing.</summary>
    public int? ExpiresIn { get; set; }

    /// <summary>The field that holds the token.</summary>
    public string Field { get; set; } = "token";

    /// <summary>How many requests a token is good for.</summary>
    public int Uses { get; set; } = int.MaxValue;

    /// <summary>The challenge for a path; the default one asks for a token of this service for the path's repository.</summary>
    public Func<string, string>? Challenge { get; set; }

    /// <summary>Answers instead of this service; null leaves it to it.</summary>
    public Func<TestRequest, TestResponse?>? Override { get; set; }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static string? RepositoryOf(string path)
    {
        var end = Math.Max(path.IndexOf("/manifests/", StringComparison.Ordinal), path.IndexOf("/blobs/", StringComparison.Ordinal));
        return end > 4 ? path[4..end] : null;
    }

    private TestResponse? Check(TestRequest request)
    {
        var repository = RepositoryOf(request.Path);
        var known = request.Header("Authorization") is { } header && header.StartsWith("Bearer ", StringComparison.Ordinal)
            ? _tokens.GetValueOrDefault(header["Bearer ".Length..])
            : null;
        var needed = request.Method is "GET" or "HEAD" ? "pull" : "push";
        var from = request.Query.FirstOrDefault(field => field.Name == "from").Value;
        if (known is not null
            && (repository is null || known.Allows(repository, needed))
            && (from is null || known.Allows(from, "pull"))
            && Interlocked.Increment(ref known.Used) <= Uses)
        {
            return null;
        }

        var scope = repository is null ? "" : $",scope=\"repository:{repository}:{(needed == "push" ? "pull,push" : needed)}\"";
        var challenge = Challenge?.Invoke(request.Path) ?? $"Bearer realm=\"{Root}/token\",service=\"test registry\"{scope}";
        return TestResponse.Error(401, "UNAUTHORIZED", "authentication required").With("WWW-Authenticate", challenge);
    }

    private TestResponse Answer(TestRequest request)
    {
        if (Override?.Invoke(request) is { } response)
        {
            return response;
        }

        var fields = request.Method == "POST" ? request.Form : request.Query;
        if (!IsAllowed(request, fields))
        {
            return TestResponse.Error(401, "UNAUTHORIZED", "incorrect username or password");
        }

        var token = $"token-{Interlocked.Increment(ref _count)}";
        _tokens[token] = new Token([.. fields.Where(field => field.Name == "scope").SelectMany(field => field.Value.Split(' '))]);
        return TestResponse.Text(200, $$"""{"{{Field}}":"{{token}}"{{(ExpiresIn is { } seconds ? $",\"expires_in\":{seconds}" : "")}}}""");
    }

    private bool IsAllowed(TestRequest request, IReadOnlyList<(string Name, string Value)> fields)
    {
        if (request.Method == "POST")
        {
            return fields.Contains(("grant_type", "refresh_token")) && IdentityToken is not null && fields.Contains(("refresh_token", IdentityToken));
        }

        return User is null || request.Header("Authorization") == $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(User))}";
    }

    private sealed class Token(HashSet<string> scopes)
    {
        public int Used;

        public bool Allows(string repository, string action) => scopes
            .Where(scope => scope.StartsWith($"repository:{repository}:", StringComparison.Ordinal))
            .Any(scope => scope.Split(':')[^1].Split(',').Contains(action));
    }
}
