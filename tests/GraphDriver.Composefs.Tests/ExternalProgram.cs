using System.Diagnostics;
using System.Text;

namespace GraphDriver.Composefs.Tests;

/// <summary>Runs a program of the system to its end.</summary>
internal static class ExternalProgram
{
    public static string Run(string program, params string[] arguments) => Run(program, arguments, Encoding.UTF8);

    public static string Run(string program, string flag, string argument, Encoding encoding) => Run(program, [flag, argument], encoding);

    private static string Run(string program, string[] arguments, Encoding encoding)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = encoding,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} exited with {process.ExitCode}: {output}{error.Result}");
        return output;
    }

    public static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
