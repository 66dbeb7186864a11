using System.Text;

namespace GraphDriver.Cli.Output;

/// <summary>
/// One line for the user on standard error. Parts of it may be names from a registry, a layer or the command line, so
/// control characters are written as <c>\xNN</c>: they must move no cursor and end no line.
/// </summary>
internal static class Diagnostic
{
    /// <summary>Writes <c>graphdriver: MESSAGE</c>.</summary>
    public static void Write(string message) => Console.Error.WriteLine($"graphdriver: {OneLine(message)}");

    /// <summary>The message on one line, without control characters.</summary>
    internal static string OneLine(string message)
    {
        var line = message.ReplaceLineEndings(" ");
        if (!line.Any(char.IsControl))
        {
            return line;
        }

        var escaped = new StringBuilder(line.Length + 16);
        foreach (var c in line)
        {
            _ = char.IsControl(c) ? escaped.Append($"\\x{(int)c:x2}") : escaped.Append(c);
        }

        return escaped.ToString();
    }
}
