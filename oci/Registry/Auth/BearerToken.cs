namespace GraphDriver.Oci.Registry.Auth;

/// <summary>An access token and when it is to be replaced.</summary>
internal sealed record BearerToken(string Value, DateTimeOffset RefreshAt)
{
    // What the specification says a token lives where the service does not say it.
    private const long DefaultLifetimeSeconds = 60;
    private const long MaxLifetimeSeconds = 24 * 3600;

    private static readonly TimeSpan MaxMargin = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A token that was received at <paramref name="now"/> and lives for <paramref name="expiresIn"/> seconds. It is replaced a
    /// little earlier, so that it does not die on its way. The service's own clock (<c>issued_at</c>) is not asked: it may go wrong.
    /// </summary>
    public static BearerToken Create(string value, long? expiresIn, DateTimeOffset now)
    {
        var lifetime = TimeSpan.FromSeconds(expiresIn is > 0 ? Math.Min(expiresIn.Value, MaxLifetimeSeconds) : DefaultLifetimeSeconds);
        var margin = lifetime / 10;
        return new BearerToken(value, now + lifetime - (margin < MaxMargin ? margin : MaxMargin));
    }

    /// <summary>The token itself ends in no message or log.</summary>
    public override string ToString() => $"token until {RefreshAt:O}";
}
