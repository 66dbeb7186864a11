using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Tests.Model;

public sealed class PlatformTests
{
    [Theory]
    [InlineData("linux/amd64", "linux/amd64")]
    [InlineData("Linux/x86_64", "linux/amd64")]
    [InlineData("linux/x86-64/v1", "linux/amd64")]
    [InlineData("linux/amd64/v3", "linux/amd64/v3")]
    [InlineData("linux/i386", "linux/386")]
    [InlineData("linux/aarch64", "linux/arm64")]
    [InlineData("linux/arm64/v8", "linux/arm64")]
    [InlineData("linux/arm64/9", "linux/arm64/v9")]
    [InlineData("linux/arm", "linux/arm/v7")]
    [InlineData("linux/arm/6", "linux/arm/v6")]
    [InlineData("linux/armhf", "linux/arm/v7")]
    [InlineData("linux/armel", "linux/arm/v6")]
    [InlineData("macos/arm64", "darwin/arm64")]
    [InlineData("linux/s390x", "linux/s390x")]
    [InlineData("plan9/custom/odd", "plan9/custom/odd")]
    public void Parses_and_normalises(string text, string expected) => Assert.Equal(expected, Platform.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("linux")]
    [InlineData("linux/")]
    [InlineData("/amd64")]
    [InlineData("linux/amd64/")]
    [InlineData("linux/arm/v7/x")]
    [InlineData("linux/am d64")]
    [InlineData("linux\n/amd64")]
    public void Refuses_what_is_no_platform(string text)
    {
        var error = Assert.Throws<FormatException>(() => Platform.Parse(text));
        Assert.Contains("os/arch[/variant]", error.Message, StringComparison.Ordinal);
    }

    // The table of containers/image.
    [Theory]
    [InlineData("linux", "amd64", null, "linux/amd64")]
    [InlineData("linux", "arm", "v6", "linux/arm/v6 linux/arm/v5 linux/arm")]
    [InlineData("linux", "arm", null, "linux/arm linux/arm/v8 linux/arm/v7 linux/arm/v6 linux/arm/v5")]
    [InlineData("linux", "arm64", null, "linux/arm64 linux/arm64/v8")]
    [InlineData("linux", "arm64", "v8", "linux/arm64/v8 linux/arm64")]
    [InlineData("freeBSD", "armel", "custom", "freeBSD/armel/custom freeBSD/armel")]
    public void Orders_what_runs_here(string os, string architecture, string? variant, string expected) =>
        Assert.Equal(expected, string.Join(' ', new Platform(os, architecture, variant).Candidates()));

    [Theory]
    [InlineData("CPU architecture: 8\n", "v8")]
    [InlineData("processor\t: 0\ncpu architecture : AArch64\n", "v8")]
    [InlineData("model name\t: ARMv7 Processor rev 4 (v7l)\nCPU architecture: 7\n", "v7")]
    [InlineData("model name\t: ARMv6-compatible processor rev 7 (v6l)\nCPU architecture: 7\n", "v6")]
    [InlineData("CPU architecture: 5TEJ\n", "v5")]
    [InlineData("model name: Intel\n", null)]
    [InlineData("", null)]
    public void Reads_the_variant_of_an_arm_machine(string cpuInfo, string? variant) => Assert.Equal(variant, HostPlatform.ArmVariant(cpuInfo));

    [Fact]
    public void Knows_the_platform_of_this_process() => Assert.Equal(Platform.Current, Platform.Current.Normalize());
}
