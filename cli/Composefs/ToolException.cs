namespace GraphDriver.Cli.Composefs;

/// <summary>A drop-in tool cannot go on; the message goes to standard error behind the tool's name, as err(3) prints it.</summary>
internal sealed class ToolException(string message, Exception? cause = null) : Exception(cause is null ? message : $"{message}: {Describe(cause)}", cause)
{
    private static string Describe(Exception cause) => cause.Message.ReplaceLineEndings(" ");
}
