using GraphDriver.ComposefsImages;

namespace GraphDriver.Cli.Output;

/// <summary>A document where a user wants it.</summary>
internal static class OutputFile
{
    /// <summary>Writes the whole of it; a file has its name when it is complete, and stays as it was where that fails.</summary>
    /// <param name="content">The document.</param>
    /// <param name="path">The file; null for standard output.</param>
    /// <exception cref="Linux.LinuxException">The file cannot be written.</exception>
    public static void Write(ReadOnlySpan<byte> content, string? path)
    {
        if (path is null)
        {
            using var output = Console.OpenStandardOutput();
            output.Write(content);
            return;
        }

        using var staged = new StagedFile(path);
        staged.Stream.Write(content);
        staged.Complete();
    }
}
