using GraphDriver.ComposefsImages;
using GraphDriver.Linux;
using GraphDriver.Linux.Files;

namespace GraphDriver.Cli.Composefs;

/// <summary>Prints the fs-verity digests of files: the kernel's where they are sealed, else computed.</summary>
internal static class MeasureFiles
{
    public static void Run(IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
        {
            try
            {
                using var file = OpenAt.Open(path, OpenFlags.ReadOnly);
                Console.Out.WriteLine(FileDigest.Measure(file) ?? FileDigest.Compute(file));
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
