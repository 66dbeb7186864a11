using System.Text;

namespace GraphDriver.EndToEnd.Tests.Trees;

/// <summary>The text that <c>getfattr -d -e hex</c> prints: a comment with the name, then a line an attribute, names with octal escapes.</summary>
internal static class AttributeListing
{
    public static Dictionary<string, SortedDictionary<string, string>> Parse(string text)
    {
        var files = new Dictionary<string, SortedDictionary<string, string>>(StringComparer.Ordinal);
        SortedDictionary<string, string>? current = null;
        foreach (string line in text.Split('\n'))
        {
            if (line.StartsWith("# file: ", StringComparison.Ordinal))
            {
                current = new SortedDictionary<string, string>(StringComparer.Ordinal);
                files.Add(Unescape(line["# file: ".Length..]), current);
            }
            else if (line.Length > 0)
            {
                int equals = line.IndexOf('=');
                current!.Add(Unescape(equals < 0 ? line : line[..equals]), equals < 0 ? "" : line[(equals + 1)..]);
            }
        }

        return files;
    }

    private static string Unescape(string text)
    {
        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length && text.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0)
            {
                result.Append((char)Convert.ToInt32(text.Substring(i + 1, 3), 8));
                i += 3;
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }
}
