using GraphDriver.Composefs.Verity;
using GraphDriver.ComposefsImages;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;

namespace GraphDriver.Cli.Composefs;

/// <summary>Prints the fs-verity digests of files: the kernel's where they are sealed, else computed.</summary>
internal static class MeasureFiles
{
    /// <exception cref="ToolException">A file cannot be read.</exception>
    public static void Run(IReadOnlyList<string> paths, VerityParameters? parameters = null)
    {
        foreach (var path in paths)
        {
            try
            {
                using var file = OpenAt.Open(path, OpenFlags.ReadOnly);
                Console.Out.WriteLine(FileDigest.Measure(file) ?? FileDigest.Compute(file, parameters));
            }
            catch (LinuxException error) when (error.Operation == "open")
            {
                throw new ToolException($"Failed to open '{path}'", error);
            }
            catch (LinuxException error)
            {
                throw new ToolException($"failed to measure '{path}'", error);
            }
        }
    }
}
