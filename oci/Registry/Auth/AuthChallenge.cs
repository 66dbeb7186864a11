namespace GraphDriver.Oci.Registry.Auth;

/// <summary>
/// A way to authenticate that a server offers by <c>WWW-Authenticate</c> (https://www.rfc-editor.org/rfc/rfc7235#section-4.1).
/// </summary>
/// <param name="Scheme">The scheme in lower case, such as <c>bearer</c>.</param>
/// <param name="Parameters">The parameters by name, in any case.</param>
internal sealed record AuthChallenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    public const string Basic = "basic";
    public const string Bearer = "bearer";

    public bool IsSupported => Scheme is Basic or Bearer;

    /// <summary>A parameter's value, null where it is absent or empty.</summary>
    public string? this[string parameter] => Parameters.GetValueOrDefault(parameter) is { Length: > 0 } value ? value : null;

    /// <summary>The challenges in a response, in the server's order; empty where there are none.</summary>
    public static IReadOnlyList<AuthChallenge> In(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var values) ? [.. values.SelectMany(AuthChallengeParser.Parse)] : [];
}
