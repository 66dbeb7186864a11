namespace GraphDriver.Containers;

/// <summary>Paths inside a container, as text: they are only ever resolved below its root.</summary>
internal static class ContainerPath
{
    /// <summary>The path without empty parts, <c>.</c> and <c>..</c>.</summary>
    /// <exception cref="FormatException">It does not begin with a slash, or is the root itself where that makes no sense.</exception>
    public static string Clean(string path, string what)
    {
        if (!path.StartsWith('/') || path.Contains('\0'))
        {
            throw new FormatException($"{what}: the path '{path}' in the container does not begin with a slash");
        }

        var clean = Normalize(path);
        return clean != "/" ? clean : throw new FormatException($"{what}: nothing can be mounted on '/' of the container");
    }

    /// <summary>The path without empty parts, <c>.</c> and <c>..</c>; relative paths start at the root.</summary>
    public static string Normalize(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
            {
                parts.RemoveRange(Math.Max(parts.Count - 1, 0), Math.Min(parts.Count, 1));
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return "/" + string.Join('/', parts);
    }
}
