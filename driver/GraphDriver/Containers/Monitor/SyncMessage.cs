using System.Text;
using System.Text.Json;

namespace GraphDriver.Containers.Monitor;

/// <summary>What conmon tells on its sync pipe: <c>{"data": N, "message": "…"}</c>, a line.</summary>
/// <param name="Data">A process id or an exit code; negative where something went wrong.</param>
/// <param name="Message">What went wrong; null where conmon does not say.</param>
internal readonly record struct SyncMessage(int Data, string? Message)
{
    /// <summary>The longest message that is read.</summary>
    public const int MaxSize = 1 << 16;

    /// <exception cref="InvalidDataException">The bytes are no such message.</exception>
    public static SyncMessage Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            using var json = JsonDocument.Parse(line.ToArray());
            var message = json.RootElement.TryGetProperty("message", out var text) ? text.GetString() : null;
            return new SyncMessage(json.RootElement.GetProperty("data").GetInt32(), message);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"conmon sent '{Encoding.UTF8.GetString(line).Trim()}', which is no message of its own", error);
        }
    }
}
