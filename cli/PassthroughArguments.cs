using System.CommandLine;

namespace GraphDriver.Cli;

/// <summary>
/// Splits the words of <c>run</c> and <c>exec</c>: options of ours end with the first word that is none (the image or the
/// container), and all that follows is the container's, dashes or not. The parser library does not know this rule, so it
/// gets the words with each option in one piece and a <c>--</c> where ours end.
/// </summary>
internal static class PassthroughArguments
{
    private const string End = "--";

    /// <summary>The words as the parser has to see them; those of other commands stay as they are.</summary>
    /// <param name="root">The command tree.</param>
    /// <param name="commands">The commands whose words are split.</param>
    /// <param name="args">The words as they were given.</param>
    /// <exception cref="FormatException">An option is not known, or has no value.</exception>
    public static IReadOnlyList<string> Split(RootCommand root, IReadOnlyCollection<Command> commands, IReadOnlyList<string> args)
    {
        var position = 0;
        var words = new Reader(args, root.Options).ReadOptions(ref position, isStrict: false);
        if (position == args.Count || commands.FirstOrDefault(one => one.Name == args[position]) is not { } command)
        {
            return args;
        }

        words.Add(args[position++]);
        words.AddRange(new Reader(args, [.. command.Options, .. root.Options.Where(option => option.Recursive)]).ReadOptions(ref position, isStrict: true));
        if (position == args.Count || args[position] == End)
        {
            return [.. words, .. args.Skip(position)];
        }

        return [.. words, args[position], End, .. args.Skip(position + 1)];
    }

    /// <summary>Reads options up to the first word that is none.</summary>
    private sealed class Reader(IReadOnlyList<string> args, IEnumerable<Option> options)
    {
        private readonly Dictionary<string, Option> _options = options
            .SelectMany(option => option.Aliases.Append(option.Name), (option, name) => (option, name))
            .DistinctBy(pair => pair.name)
            .ToDictionary(pair => pair.name, pair => pair.option);

        public List<string> ReadOptions(ref int position, bool isStrict)
        {
            var words = new List<string>();
            while (position < args.Count && args[position] is { Length: > 1 } word && word[0] == '-' && word != End)
            {
                position++;
                var isKnown = word[1] == '-' ? ReadLong(word, words, ref position) : ReadShort(word, words, ref position);
                if (!isKnown && isStrict)
                {
                    throw new FormatException($"unknown option '{word}'; see 'graphdriver --help'");
                }

                if (!isKnown)
                {
                    words.Add(word);
                }
            }

            return words;
        }

        private bool ReadLong(string word, List<string> words, ref int position)
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? word : word[..equals];
            if (!_options.TryGetValue(name, out var option))
            {
                return false;
            }

            if (IsFlag(option))
            {
                AddFlag(words, name, equals < 0 ? "true" : word[(equals + 1)..]);
            }
            else
            {
                AddValue(words, name, equals < 0 ? Value(name, ref position) : word[(equals + 1)..]);
            }

            return true;
        }

        /// <summary>Letters may be in one word, the last of them with its value: <c>-it</c>, <c>-eNAME=value</c>.</summary>
        private bool ReadShort(string word, List<string> words, ref int position)
        {
            for (var i = 1; i < word.Length; i++)
            {
                var name = $"-{word[i]}";
                if (!_options.TryGetValue(name, out var option))
                {
                    return false;
                }

                var rest = word[(i + 1)..];
                if (IsFlag(option) && !rest.StartsWith('='))
                {
                    words.Add(name);
                    continue;
                }

                rest = rest.StartsWith('=') ? rest[1..] : rest;
                if (IsFlag(option))
                {
                    AddFlag(words, name, rest);
                }
                else
                {
                    AddValue(words, name, i + 1 == word.Length ? Value(name, ref position) : rest);
                }

                return true;
            }

            return true;
        }

        private string Value(string name, ref int position) =>
            position < args.Count ? args[position++] : throw new FormatException($"the option {name} needs a value");

        /// <summary>In one word, since a value may look like an option; but in one word the parser takes nothing for no value.</summary>
        private static void AddValue(List<string> words, string name, string value) =>
            words.AddRange(value.Length > 0 ? [$"{name}={value}"] : [name, value]);

        private static void AddFlag(List<string> words, string name, string value)
        {
            if (!bool.TryParse(value, out var isSet))
            {
                throw new FormatException($"the option {name} takes true or false, not '{value}'");
            }

            if (isSet)
            {
                words.Add(name);
            }
        }

        /// <summary>Options without a value; help is one too.</summary>
        private static bool IsFlag(Option option) => option.Arity.MaximumNumberOfValues == 0 || option.ValueType == typeof(bool);
    }
}
