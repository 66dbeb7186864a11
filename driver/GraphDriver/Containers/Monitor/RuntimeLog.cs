using System.Text;
using System.Text.Json;

namespace GraphDriver.Containers.Monitor;

/// <summary>What runtimes say of an error: lines of JSON with <c>level</c> and <c>msg</c>, or plain text.</summary>
internal static class RuntimeLog
{
    /// <summary>The longest log that is read.</summary>
    public const int MaxSize = 1 << 20;

    /// <summary>The last error, or all there is where no line is JSON; null where there is nothing.</summary>
    public static string? LastError(ReadOnlySpan<byte> log)
    {
        var text = Encoding.UTF8.GetString(log).Trim();
        var messages = text.Split('\n').Select(Message).OfType<string>().ToList();
        return messages.Count > 0 ? messages[^1] : text.Length > 0 ? text : null;
    }

    private static string? Message(string line)
    {
        if (!line.StartsWith('{'))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(line);
            var isError = !json.RootElement.TryGetProperty("level", out var level) || level.GetString() is "error" or "fatal";
            return isError && json.RootElement.TryGetProperty("msg", out var message) ? message.GetString() : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // A line that was cut off says nothing; the others still count.
            return null;
        }
    }
}
