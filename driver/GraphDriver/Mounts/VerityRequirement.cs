using GraphDriver.Linux;
using GraphDriver.Linux.Mounts;

namespace GraphDriver.Mounts;

/// <summary>
/// Checks that <c>verity=require</c> can be kept: the kernel takes the option on a file system that cannot seal files,
/// and then fails every read.
/// </summary>
internal static class VerityRequirement
{
    /// <param name="plan">The mount.</param>
    /// <param name="scratch">A folder on the file system of the layers, for the probe.</param>
    /// <exception cref="NotSupportedException">Kernel or file system cannot; with its own words.</exception>
    public static void Check(MountPlan plan, Func<string> scratch)
    {
        if (!plan.Options.Contains(new MountOption("verity", "require")))
        {
            return;
        }

        var features = KernelFeatures.Of(scratch());
        if ((features.VerityRequire.Refusal ?? features.FsVerity.Refusal) is { } refusal)
        {
            throw new NotSupportedException($"verity=require is asked for, but cannot be kept here: {refusal}");
        }
    }
}
