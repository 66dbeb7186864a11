using System.Text;
using System.Text.Json;

namespace GraphDriver.EndToEnd.Tests.Harness;

/// <summary>What a command left behind.</summary>
/// <param name="CommandLine">For messages.</param>
/// <param name="ExitCode">128 plus the signal where one ended the process.</param>
/// <param name="OutputBytes">Standard output as it came.</param>
/// <param name="Error">Standard error.</param>
public sealed record CommandResult(string CommandLine, int ExitCode, byte[] OutputBytes, string Error)
{
    /// <summary>Standard output as text, without the line end.</summary>
    public string Output => Encoding.UTF8.GetString(OutputBytes).TrimEnd('\n');

    /// <summary>The lines of standard output.</summary>
    public string[] Lines => Output.Length == 0 ? [] : Output.Split('\n');

    /// <summary>Itself, where the exit code is zero.</summary>
    /// <exception cref="InvalidOperationException">The exit code is another.</exception>
    public CommandResult Succeeded() => ExitCode == 0 ? this : throw new InvalidOperationException(ToString());

    /// <summary>Standard output as JSON.</summary>
    public JsonElement Json()
    {
        using var document = JsonDocument.Parse(OutputBytes);
        return document.RootElement.Clone();
    }

    public override string ToString() => $"{CommandLine}\nexit code {ExitCode}\n{Output}\n{Error}";
}
