namespace GraphDriver.Oci.Registry.Auth;

/// <summary>Who asks a registry: user name and password, or an identity token that is exchanged for access tokens.</summary>
public sealed record RegistryCredentials
{
    public string Username { get; init; } = "";

    public string Password { get; init; } = "";

    /// <summary>An OAuth 2 refresh token; null where there is none.</summary>
    public string? IdentityToken { get; init; }

    /// <summary>Parses <c>USER[:PASSWORD]</c>, the argument of <c>--creds</c>.</summary>
    /// <exception cref="FormatException">There is no user. The message does not repeat the text, which may hold a password.</exception>
    public static RegistryCredentials Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':');
        var (user, password) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        return user.Length > 0
            ? new RegistryCredentials { Username = user, Password = password }
            : throw new FormatException("credentials have no user name: expected USER[:PASSWORD]");
    }

    /// <summary>The user's name alone: credentials end in no message or log.</summary>
    public override string ToString() => IdentityToken is null ? Username : "<token>";
}
