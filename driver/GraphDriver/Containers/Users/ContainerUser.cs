namespace GraphDriver.Containers.Users;

/// <summary>As whom a container's process runs.</summary>
public sealed record ContainerUser
{
    public required uint Uid { get; init; }

    public required uint Gid { get; init; }

    /// <summary>More groups, ascending, the first one among them.</summary>
    public IReadOnlyList<uint> Groups { get; init; } = [];

    /// <summary>The home directory; null where the user has no entry in <c>/etc/passwd</c>.</summary>
    public string? Home { get; init; }

    /// <summary>Whether <c>/etc/passwd</c> has an entry for the user.</summary>
    public bool IsKnown => Home is not null;

    /// <summary>Whether it is the superuser, who alone gets the default capabilities at once.</summary>
    public bool IsRoot => Uid == 0;
}
