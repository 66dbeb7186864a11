using System.Text;

namespace GraphDriver.Images;

/// <summary>Splits the words of an instruction as a Dockerfile has them: by spaces, with quotes around what belongs together and a backslash before what means itself.</summary>
internal static class ConfigWords
{
    /// <exception cref="FormatException">A quote is not closed.</exception>
    public static List<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quote, hasWord) = ('\0', false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && quote != '\'' && i + 1 < text.Length)
            {
                word.Append(text[++i]);
                hasWord = true;
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                Take(words, word, ref hasWord);
            }
            else if (quote == '\0' && c is '"' or '\'')
            {
                (quote, hasWord) = (c, true);
            }
            else if (c == quote && quote != '\0')
            {
                quote = '\0';
            }
            else
            {
                word.Append(c);
                hasWord = true;
            }
        }

        Take(words, word, ref hasWord);
        return quote == '\0' ? words : throw new FormatException($"'{text}': the quote {quote} is not closed");
    }

    private static void Take(List<string> words, StringBuilder word, ref bool hasWord)
    {
        if (hasWord)
        {
            words.Add(word.ToString());
        }

        word.Clear();
        hasWord = false;
    }
}
