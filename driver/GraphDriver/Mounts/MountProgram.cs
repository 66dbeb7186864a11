using System.Diagnostics;
using GraphDriver.Linux.Mounts;

namespace GraphDriver.Mounts;

/// <summary>
/// Mounts by the program that storage.conf names (fuse-overlayfs), called as containers/storage calls it. Such programs
/// know nothing of data-only lowers: layers with a metadata image are always mounted by the kernel.
/// </summary>
internal static class MountProgram
{
    /// <summary>Whether the program can carry the plan out.</summary>
    public static bool CanMount(MountPlan plan) => plan.Lowers.All(lower => lower is DirectoryLower);

    /// <exception cref="IOException">The program is not there or failed; with its own words.</exception>
    public static void Mount(string program, MountPlan plan)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardError = true };
        start.ArgumentList.Add("-o");
        start.ArgumentList.Add(Options(plan));
        start.ArgumentList.Add(plan.Target);
        using var process = Start(start);
        var words = process.StandardError.ReadToEnd().Trim();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new IOException(
                $"the mount program '{program}' failed with {process.ExitCode}: {(words.Length > 0 ? words : "it said nothing")}");
        }
    }

    internal static string Options(MountPlan plan)
    {
        var options = new List<string> { $"lowerdir={string.Join(':', plan.Lowers.Select(lower => Escape(((DirectoryLower)lower).Path)))}" };
        if (plan.Upper is { } upper)
        {
            options.Add($"upperdir={Escape(upper.Path)}");
            options.Add($"workdir={Escape(upper.WorkPath)}");
        }

        options.AddRange(plan.Options.Select(option => option.ToString()));
        options.AddRange(Flags(plan.Attributes));
        return string.Join(',', options);
    }

    private static IEnumerable<string> Flags(MountAttributes attributes)
    {
        (MountAttributes Attribute, string Name)[] names =
        [
            (MountAttributes.ReadOnly, "ro"), (MountAttributes.NoSetId, "nosuid"), (MountAttributes.NoDevices, "nodev"),
            (MountAttributes.NoExecute, "noexec"), (MountAttributes.NoAccessTime, "noatime"),
        ];
        return names.Where(name => attributes.HasFlag(name.Attribute)).Select(name => name.Name);
    }

    private static string Escape(string path) =>
        path.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace(":", "\\:", StringComparison.Ordinal)
            .Replace(",", "\\,", StringComparison.Ordinal);

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new IOException($"the mount program '{start.FileName}' cannot be started: {error.Message}", error);
        }
    }
}
