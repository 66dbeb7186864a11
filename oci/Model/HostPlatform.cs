using System.Runtime.InteropServices;

namespace GraphDriver.Oci.Model;

/// <summary>The platform of this process, in Go's names. On arm the kernel's word for the variant is taken.</summary>
internal static class HostPlatform
{
    private static readonly Lazy<Platform> Lazily = new(Detect);

    public static Platform Detected => Lazily.Value;

    /// <summary>
    /// The variant that a <c>/proc/cpuinfo</c> of an arm machine tells, by its first core, or null. A first-generation
    /// Raspberry Pi says 7 and is a v6, which its model name gives away.
    /// </summary>
    public static string? ArmVariant(string cpuInfo) =>
        Field(cpuInfo, "CPU architecture")?.ToLowerInvariant() switch
        {
            "8" or "aarch64" => "v8",
            "7" => Field(cpuInfo, "model name")?.StartsWith("armv6-compatible", StringComparison.OrdinalIgnoreCase) == true ? "v6" : "v7",
            "7m" or "?(12)" or "?(13)" or "?(14)" or "?(15)" or "?(16)" or "?(17)" => "v7",
            "6" or "6tej" => "v6",
            "5" or "5t" or "5te" or "5tej" => "v5",
            "4" or "4t" => "v4",
            "3" => "v3",
            _ => null,
        };

    private static Platform Detect()
    {
        var os = OperatingSystem.IsLinux() ? "linux" : OperatingSystem.IsMacOS() ? "darwin" : OperatingSystem.IsWindows() ? "windows" : "freebsd";
        var architecture = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => "amd64",
            Architecture.X86 => "386",
            Architecture.Arm or Architecture.Armv6 => "arm",
            Architecture.Arm64 => "arm64",
            Architecture.S390x => "s390x",
            Architecture.Ppc64le => "ppc64le",
            Architecture.RiscV64 => "riscv64",
            Architecture.LoongArch64 => "loong64",
            var other => other.ToString().ToLowerInvariant(),
        };
        var variant = os == "linux" && architecture is "arm" or "arm64" ? ArmVariant(File.ReadAllText("/proc/cpuinfo")) : null;
        return new Platform(os, architecture, variant);
    }

    private static string? Field(string cpuInfo, string name)
    {
        foreach (var line in cpuInfo.Split('\n'))
        {
            var colon = line.IndexOf(':');
            if (colon >= 0 && line.AsSpan(0, colon).Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return line[(colon + 1)..].Trim();
            }
        }

        return null;
    }
}
