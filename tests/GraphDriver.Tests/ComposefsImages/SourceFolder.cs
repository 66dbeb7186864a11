using System.Diagnostics;

namespace GraphDriver.Tests.ComposefsImages;

/// <summary>A folder to make images of, and room for images and mounts beside it.</summary>
internal sealed class SourceFolder : IDisposable
{
    private static readonly DateTime Time = new(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc);

    private readonly string _folder = Directory.CreateTempSubdirectory("graphdriver-composefs-").FullName;

    public SourceFolder() => Directory.CreateDirectory(Root);

    public string Root => Path.Combine(_folder, "source");

    public string Beside(string name) => Path.Combine(_folder, name);

    public string Write(string name, string content)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Gives everything the same mode and mtime, so that images can be told by hand.</summary>
    public void Settle()
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(Root, "*", SearchOption.AllDirectories).Append(Root).OrderByDescending(path => path.Length))
        {
            if (new FileInfo(path).LinkTarget is null)
            {
                Run("chmod", Directory.Exists(path) ? "755" : "644", path);
                File.SetLastWriteTimeUtc(path, Time);
            }
            else
            {
                Run("touch", "-h", "-d", "2024-05-06T07:08:09Z", path);
            }
        }
    }

    public static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {output}{error.Result}");
        return output;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
