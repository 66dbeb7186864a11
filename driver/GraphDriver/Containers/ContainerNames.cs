using System.Security.Cryptography;

namespace GraphDriver.Containers;

/// <summary>Names of containers: an adjective and a noun where the user gives none.</summary>
internal static class ContainerNames
{
    private const int MaxLength = 255;

    private static readonly string[] Adjectives =
    [
        "agile", "amber", "brave", "bright", "brisk", "calm", "candid", "clear", "clever", "cosmic", "crisp", "curious", "deft", "eager", "earnest",
        "fair", "fleet", "fond", "frosty", "gentle", "glad", "golden", "happy", "hardy", "honest", "humble", "jolly", "keen", "kind", "lively",
        "lucid", "mellow", "merry", "modest", "nimble", "noble", "patient", "placid", "polite", "proud", "quick", "quiet", "rapid", "serene",
        "sharp", "silver", "sleek", "smooth", "snug", "solid", "steady", "sunny", "swift", "tidy", "upbeat", "vivid", "warm", "wise", "witty", "zesty",
    ];

    private static readonly string[] Nouns =
    [
        "acorn", "anchor", "arrow", "aspen", "badger", "beacon", "birch", "breeze", "bridge", "brook", "canyon", "cedar", "cliff", "cloud", "comet",
        "coral", "crane", "delta", "dune", "ember", "falcon", "fern", "fjord", "forest", "fox", "glacier", "grove", "harbor", "hare", "heron",
        "island", "lagoon", "lantern", "lark", "maple", "marsh", "meadow", "meteor", "mill", "moss", "oak", "otter", "owl", "pebble", "pine",
        "prairie", "quartz", "raven", "reef", "ridge", "river", "robin", "sparrow", "spruce", "summit", "thicket", "tundra", "valley", "willow", "wren",
    ];

    /// <summary>Checks a name that a user gave.</summary>
    /// <exception cref="FormatException">It is no name: the first character is a letter or digit, then <c>_.-</c> may follow too.</exception>
    public static void Validate(string name)
    {
        if (name.Length is 0 or > MaxLength
            || !char.IsAsciiLetterOrDigit(name[0])
            || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-'))
        {
            throw new FormatException($"'{name}' is no name for a container: it must match [a-zA-Z0-9][a-zA-Z0-9_.-]* and have at most {MaxLength} characters");
        }
    }

    /// <summary>A name that is not in use; a number follows where the short ones happen to be taken.</summary>
    public static string CreateRandom(Func<string, bool> isTaken)
    {
        const int Attempts = 20;
        for (var attempt = 0; ; attempt++)
        {
            var name = $"{Adjectives[RandomNumberGenerator.GetInt32(Adjectives.Length)]}_{Nouns[RandomNumberGenerator.GetInt32(Nouns.Length)]}";
            name = attempt < Attempts ? name : $"{name}{RandomNumberGenerator.GetInt32(int.MaxValue)}";
            if (!isTaken(name))
            {
                return name;
            }
        }
    }
}
