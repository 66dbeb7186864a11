namespace GraphDriver.Configuration;

/// <summary>The paths that containers/storage takes where nothing is configured, and the expansion of configured ones.</summary>
internal static class StoragePaths
{
    public const string SystemGraphRoot = "/var/lib/containers/storage";
    public const string SystemRunRoot = "/run/containers/storage";

    public static string DefaultGraphRoot(ConfigurationEnvironment environment) =>
        environment.IsRootless
            ? Path.Combine(environment.Text("XDG_DATA_HOME") ?? Path.Combine(environment.Home, ".local/share"), "containers/storage")
            : SystemGraphRoot;

    public static string DefaultRunRoot(ConfigurationEnvironment environment)
    {
        if (!environment.IsRootless)
        {
            return SystemRunRoot;
        }

        var logind = $"/run/user/{environment.UserId}";
        var runtime = environment.Text("XDG_RUNTIME_DIR")
            ?? (Directory.Exists(logind) ? logind : Path.Combine(Path.GetTempPath(), $"storage-run-{environment.UserId}"));
        return Path.Combine(runtime, "containers");
    }

    /// <summary>Replaces <c>$UID</c>, <c>$NAME</c> and <c>${NAME}</c> (an unset name by nothing) and makes the path absolute and clean.</summary>
    /// <exception cref="InvalidDataException">The path is not absolute once it is expanded.</exception>
    public static string Expand(string path, string origin, ConfigurationEnvironment environment)
    {
        var expanded = ExpandVariables(path.Replace("$UID", environment.UserId.ToString(), StringComparison.Ordinal), environment);
        return Path.IsPathRooted(expanded)
            ? Clean(expanded)
            : throw new InvalidDataException($"{origin} must be an absolute path, not '{expanded}'");
    }

    /// <summary>The path, absolute, without <c>..</c>, doubled or closing slashes.</summary>
    public static string Clean(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    private static string ExpandVariables(string text, ConfigurationEnvironment environment)
    {
        var result = new System.Text.StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '$')
            {
                result.Append(text[i]);
                continue;
            }

            var braced = i + 1 < text.Length && text[i + 1] == '{';
            var start = i + (braced ? 2 : 1);
            var end = start;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
            {
                end++;
            }

            result.Append(environment.Variable(text[start..end]));
            i = braced && end < text.Length && text[end] == '}' ? end : end - 1;
        }

        return result.ToString();
    }
}
