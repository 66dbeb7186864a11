using System.Globalization;

namespace GraphDriver.Containers.Seccomp;

/// <summary>Which system calls containers may make, by architecture and capability. The format is described in default.seccomp.</summary>
public sealed class SeccompProfile
{
    private static readonly Lazy<SeccompProfile> Lazily = new(LoadDefault);

    // Without SCMP_ARCH_X32, which podman lists: programs of that kind are not made any more, kernels refuse them, and its
    // filter is a fifth of the time that the runtime takes to make a container. Not listed, such a program is killed.
    private static readonly Dictionary<string, string[]> LibraryNames = new()
    {
        ["amd64"] = ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"],
        ["arm64"] = ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"],
        ["s390x"] = ["SCMP_ARCH_S390X", "SCMP_ARCH_S390"],
    };

    private static readonly Dictionary<string, int> ErrorNumbers = new() { ["EPERM"] = 1, ["EINVAL"] = 22 };

    private readonly List<SeccompRule> _rules;

    private SeccompProfile(List<SeccompRule> rules) => _rules = rules;

    /// <summary>The profile of all containers: that of podman and docker.</summary>
    public static SeccompProfile Default => Lazily.Value;

    /// <summary>What the profile means for one container.</summary>
    /// <param name="architecture">The architecture in Go's name, for example <c>amd64</c>.</param>
    /// <param name="capabilities">The capabilities of the container.</param>
    public SeccompFilter For(string architecture, IReadOnlyCollection<string> capabilities)
    {
        var held = capabilities.ToHashSet(StringComparer.Ordinal);
        return new SeccompFilter(
            LibraryNames.GetValueOrDefault(architecture, []),
            [.. _rules.Where(rule => rule.AppliesTo(architecture, held))]);
    }

    /// <summary>Reads a profile.</summary>
    /// <exception cref="InvalidDataException">A line is no rule; it is quoted.</exception>
    public static SeccompProfile Parse(TextReader text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var rules = new List<(string Head, List<string> Calls)>();
        while (text.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (line[0] != ' ' && colon < 0 || line[0] == ' ' && rules.Count == 0)
            {
                throw NotARule(line);
            }

            if (line[0] != ' ')
            {
                rules.Add((line[..colon], []));
            }

            rules[^1].Calls.AddRange(line[(line[0] == ' ' ? 0 : colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }

        return new SeccompProfile([.. rules.Select(rule => ParseRule(rule.Head, rule.Calls))]);
    }

    private static SeccompRule ParseRule(string head, List<string> calls)
    {
        var words = head.Split(' ');
        var (errno, first) = words switch
        {
            ["allow", ..] => (0, 1),
            ["errno", var name, ..] when ErrorNumbers.TryGetValue(name, out var number) => (number, 2),
            _ => throw NotARule(head),
        };
        var conditions = words[first..];
        return new SeccompRule(calls, errno, [.. conditions.Where(word => word.StartsWith("arg", StringComparison.Ordinal)).Select(ParseCondition)])
        {
            Architectures = [.. Values(conditions, "arch=").SelectMany(value => value.Split(','))],
            With = Values(conditions, "with="),
            Without = Values(conditions, "without="),
        };
    }

    private static List<string> Values(string[] words, string prefix) =>
        [.. words.Where(word => word.StartsWith(prefix, StringComparison.Ordinal)).Select(word => word[prefix.Length..])];

    private static SeccompCondition ParseCondition(string word)
    {
        var equal = word.IndexOf("==", StringComparison.Ordinal);
        var at = equal >= 0 ? equal : word.IndexOf("!=", StringComparison.Ordinal);
        return at > 0
            && int.TryParse(word[3..at], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && ulong.TryParse(word[(at + 2)..], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? new SeccompCondition(index, value, equal >= 0)
            : throw NotARule(word);
    }

    private static InvalidDataException NotARule(string line) => new($"'{line}' is no rule of a seccomp profile");

    private static SeccompProfile LoadDefault()
    {
        using var stream = typeof(SeccompProfile).Assembly.GetManifestResourceStream("default.seccomp")
            ?? throw new InvalidOperationException("the resource default.seccomp is missing");
        using var text = new StreamReader(stream);
        return Parse(text);
    }
}
