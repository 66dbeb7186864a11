using System.Diagnostics;

namespace GraphDriver.Linux.Tests.Mounts;

/// <summary>Images made by erofs-utils, which knows nothing of this project.</summary>
internal static class ErofsImage
{
    /// <summary>Makes an image of a directory.</summary>
    public static string Make(ScratchDirectory scratch, string name, string directory)
    {
        var image = scratch[name];
        var start = new ProcessStartInfo("mkfs.erofs", ["-x1", image, directory]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output.Result + errors);
        return image;
    }
}
