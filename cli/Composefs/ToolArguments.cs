namespace GraphDriver.Cli.Composefs;

/// <summary>
/// The words of a drop-in tool, read as getopt_long(3) reads them, which the C tools use: options and arguments in any order, <c>--</c> ends the
/// options, a value after <c>=</c> or as the next word, long names cut short as far as they stay unique.
/// </summary>
internal sealed class ToolArguments
{
    private readonly IReadOnlyList<LongOption> _known;
    private readonly List<(string Name, string? Value)> _options = [];
    private readonly List<string> _operands = [];

    /// <exception cref="UsageException">An option is not known, or its value is missing.</exception>
    public ToolArguments(IReadOnlyList<string> words, IReadOnlyList<LongOption> known)
    {
        _known = known;
        for (var position = 0; position < words.Count;)
        {
            var word = words[position++];
            if (word == "--")
            {
                _operands.AddRange(words.Skip(position));
                return;
            }

            if (word.StartsWith("--", StringComparison.Ordinal))
            {
                AddLong(word[2..], words, ref position);
            }
            else if (word.Length > 1 && word[0] == '-')
            {
                AddShort(word[1..], words, ref position);
            }
            else
            {
                _operands.Add(word);
            }
        }
    }

    /// <summary>The options in their order; the value is null where the option takes none.</summary>
    public IReadOnlyList<(string Name, string? Value)> Options => _options;

    /// <summary>The words that are no options.</summary>
    public IReadOnlyList<string> Operands => _operands;

    private void AddLong(string text, IReadOnlyList<string> words, ref int position)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var option = Find(equals < 0 ? text : text[..equals]);
        if (!option.TakesValue)
        {
            _options.Add(equals < 0 ? (option.Name, null) : throw new UsageException($"option '--{option.Name}' doesn't allow an argument"));
            return;
        }

        _options.Add((option.Name, equals < 0 ? Next(words, ref position) : text[(equals + 1)..]));
    }

    private LongOption Find(string name)
    {
        var candidates = _known.Where(option => option.Name.Length > 1 && option.Name.StartsWith(name, StringComparison.Ordinal)).ToList();
        var exact = candidates.FindIndex(option => option.Name == name);
        return exact >= 0 ? candidates[exact] : candidates.Count switch
        {
            1 => candidates[0],
            0 => throw new UsageException($"unrecognized option '--{name}'"),
            _ => throw new UsageException($"option '--{name}' is ambiguous"),
        };
    }

    private void AddShort(string letters, IReadOnlyList<string> words, ref int position)
    {
        for (var i = 0; i < letters.Length; i++)
        {
            var name = letters[i].ToString();
            var option = _known.FirstOrDefault(option => option.Name == name);
            if (option.Name is null)
            {
                throw new UsageException($"invalid option -- '{name}'");
            }

            if (option.TakesValue)
            {
                _options.Add((name, i + 1 < letters.Length ? letters[(i + 1)..] : Next(words, ref position)));
                return;
            }

            _options.Add((name, null));
        }
    }

    private static string Next(IReadOnlyList<string> words, ref int position) =>
        position < words.Count ? words[position++] : throw new UsageException("option needs a value") { ShowsUsage = false };
}
