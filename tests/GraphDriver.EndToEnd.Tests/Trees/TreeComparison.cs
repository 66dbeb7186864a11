namespace GraphDriver.EndToEnd.Tests.Trees;

/// <summary>
/// Compares our mount of an image with podman's mount of the same image without composefs. Three differences are right, and only these:
/// the root directory's own metadata, which containers/storage makes up; <c>trusted.overlay.</c> xattrs that a layer carries, which
/// containers/storage drops; and mtimes before 1970, which it sets to 0.
/// </summary>
public static class TreeComparison
{
    private const int MostShown = 40;

    /// <summary>One line a difference; empty where the trees are the same.</summary>
    /// <param name="podman">The truth.</param>
    /// <param name="ours">What is compared with it.</param>
    /// <param name="implied">Folders that a layer has no entry of: podman gives them the time of the pull, we the epoch.</param>
    public static IReadOnlyList<string> Differences(TreeListing podman, TreeListing ours, params string[] implied)
    {
        ArgumentNullException.ThrowIfNull(podman);
        ArgumentNullException.ThrowIfNull(ours);
        var found = new List<string>();
        foreach (string path in podman.Entries.Keys.Union(ours.Entries.Keys).Order(StringComparer.Ordinal))
        {
            var expected = podman.Entries.GetValueOrDefault(path);
            var actual = ours.Entries.GetValueOrDefault(path);
            if (expected is null || actual is null)
            {
                found.Add($"{Printable(path)}: {(expected is null ? "is there, and should not be" : "is missing")}");
            }
            else if (path != ".")
            {
                var wanted = implied.Contains(path) ? expected with { Mtime = "0.000000000" } : expected;
                found.AddRange(Properties(wanted, actual).Select(difference => $"{Printable(path)}: {difference}"));
            }
        }

        return found;
    }

    /// <summary>Fails with the differences, the first of them where there are many.</summary>
    public static void AssertSame(TreeListing podman, TreeListing ours, params string[] implied)
    {
        var differences = Differences(podman, ours, implied);
        Assert.True(differences.Count == 0, $"{differences.Count} differences\n{string.Join('\n', differences.Take(MostShown))}");
    }

    private static IEnumerable<string> Properties(TreeEntry expected, TreeEntry actual)
    {
        var wanted = expected.Properties().ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal);
        var seen = actual.Properties().ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal);
        foreach (string name in wanted.Keys.Union(seen.Keys))
        {
            string? want = wanted.GetValueOrDefault(name);
            string? have = seen.GetValueOrDefault(name);
            if (want != have && !IsAllowed(name, want, have))
            {
                yield return $"{Printable(name)} is {Printable(have ?? "absent")}, should be {Printable(want ?? "absent")}";
            }
        }
    }

    private static bool IsAllowed(string name, string? podman, string? ours) =>
        (name.StartsWith("xattr trusted.overlay.", StringComparison.Ordinal) && podman is null)
        || (name == "mtime" && podman == "0.000000000" && ours!.StartsWith('-'));

    private static string Printable(string bytes) =>
        string.Concat(bytes.Select(value => value is > ' ' and < '\x7f' or ' ' ? value.ToString() : $"\\x{(int)value:x2}"));
}
