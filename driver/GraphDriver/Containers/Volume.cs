namespace GraphDriver.Containers;

/// <summary>A host path, or a new empty volume, that a container sees at a path of its own.</summary>
/// <param name="Source">The host path, absolute; null for a volume that belongs to the container.</param>
/// <param name="Destination">The path in the container, absolute and clean.</param>
/// <param name="Options">Mount options as the runtime takes them.</param>
public sealed record Volume(string? Source, string Destination, IReadOnlyList<string> Options)
{
    private static readonly string[] Exclusive = ["ro,rw", "exec,noexec", "suid,nosuid", "dev,nodev", "bind,rbind"];

    private static readonly string[] Propagations = ["private", "rprivate", "slave", "rslave", "shared", "rshared", "unbindable", "runbindable"];

    /// <summary>Reads <c>HOST:CONTAINER[:OPTION,…]</c>, or <c>CONTAINER</c> for a volume of the container's own.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="workingDirectory">What a host path that begins with a dot is relative to; asked for only then, as the folder may be gone.</param>
    /// <exception cref="FormatException">It is no volume; the message says why.</exception>
    public static Volume Parse(string text, Func<string> workingDirectory)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(':');
        if (parts.Length > 3)
        {
            throw new FormatException($"the volume '{text}' is not of the form [HOST-DIR:]CONTAINER-DIR[:OPTIONS]");
        }

        var source = parts.Length == 1 ? null : HostPath(parts[0], text, workingDirectory);
        return new Volume(
            source,
            ContainerPath.Clean(parts.Length == 1 ? parts[0] : parts[1], $"the volume '{text}'"),
            MountOptions(parts.Length == 3 ? parts[2].Split(',') : [], source is null, text));
    }

    private static string HostPath(string source, string text, Func<string> workingDirectory)
    {
        if (source.Length == 0)
        {
            throw new FormatException($"the volume '{text}' names no host path");
        }

        return source[0] switch
        {
            '/' => Path.GetFullPath(source),
            '.' => Path.GetFullPath(source, workingDirectory()),
            _ => throw new FormatException($"the volume '{text}' names no path: named volumes are not supported, write /{source} or ./{source}"),
        };
    }

    private static List<string> MountOptions(string[] given, bool isOwn, string text)
    {
        var options = new List<string>();
        foreach (var option in given.Where(option => option is not ("" or "z" or "Z")))
        {
            if (Propagations.Contains(option) || Exclusive.Any(pair => pair.Split(',').Contains(option)))
            {
                options.Add(option);
                continue;
            }

            throw new FormatException($"the volume '{text}' has the option '{option}', which is not supported");
        }

        if (Exclusive.FirstOrDefault(pair => pair.Split(',').All(options.Contains)) is { } both)
        {
            throw new FormatException($"the volume '{text}' has both of {both}, which exclude each other");
        }

        if (options.Count(Propagations.Contains) > 1)
        {
            throw new FormatException($"the volume '{text}' has more than one propagation");
        }

        if (!options.Exists(Propagations.Contains))
        {
            options.Add(options.Contains("bind") ? "private" : "rprivate");
        }

        if (!options.Contains("bind") && !options.Contains("rbind"))
        {
            options.Insert(0, "rbind");
        }

        if (isOwn && !options.Contains("dev") && !options.Contains("nodev"))
        {
            options.Add("nodev");
        }

        return options;
    }
}
