namespace GraphDriver.Tests.Savings.Disk;

/// <summary>A test that needs root and the programs that make file systems (e2fsprogs, xfsprogs, btrfs-progs).</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LoopTheoryAttribute : TheoryAttribute
{
    private static readonly string[] Programs = ["mkfs.ext4", "mkfs.xfs", "mkfs.btrfs"];

    public LoopTheoryAttribute()
    {
        var missing = Array.Find(Programs, program => !File.Exists($"/usr/sbin/{program}") && !File.Exists($"/sbin/{program}"));
        Skip = !Environment.IsPrivilegedProcess ? "needs root" : missing is null ? null : $"needs {missing}";
    }
}
