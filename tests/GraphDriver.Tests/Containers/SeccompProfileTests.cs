using GraphDriver.Containers.Seccomp;

namespace GraphDriver.Tests.Containers;

public sealed class SeccompProfileTests
{
    [Fact]
    public void The_default_allows_what_programs_need_and_refuses_what_reaches_the_host()
    {
        var filter = SeccompProfile.Default.For("amd64", ["CAP_SYS_CHROOT"]);
        Assert.Equal(["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"], filter.Architectures);
        foreach (var call in (string[])["read", "openat", "clone3", "arch_prctl", "chroot", "futex_waitv"])
        {
            Assert.Contains(filter.Rules, rule => rule.Errno == 0 && rule.Calls.Contains(call));
        }

        foreach (var call in (string[])["kexec_load", "init_module", "bpf", "perf_event_open", "open_by_handle_at", "settimeofday"])
        {
            Assert.DoesNotContain(filter.Rules, rule => rule.Errno == 0 && rule.Calls.Contains(call));
            Assert.Contains(filter.Rules, rule => rule.Errno == 1 && rule.Calls.Contains(call));
        }
    }

    [Fact]
    public void A_capability_allows_the_calls_that_need_it()
    {
        var filter = SeccompProfile.Default.For("amd64", ["CAP_SYS_MODULE"]);
        Assert.Contains(filter.Rules, rule => rule.Errno == 0 && rule.Calls.Contains("init_module"));
        Assert.DoesNotContain(filter.Rules, rule => rule.Errno != 0 && rule.Calls.Contains("init_module"));
        Assert.DoesNotContain(filter.Rules, rule => rule.Errno == 0 && rule.Calls.Contains("chroot"));
    }

    [Theory]
    [InlineData("arm64", "SCMP_ARCH_AARCH64", "arm_fadvise64_64")]
    [InlineData("s390x", "SCMP_ARCH_S390X", "s390_runtime_instr")]
    [InlineData("riscv64", null, "riscv_flush_icache")]
    public void Each_architecture_has_calls_of_its_own(string architecture, string? name, string call)
    {
        var filter = SeccompProfile.Default.For(architecture, []);
        Assert.Equal(name, filter.Architectures.Count > 0 ? filter.Architectures[0] : null);
        Assert.Contains(filter.Rules, rule => rule.Calls.Contains(call));
        Assert.DoesNotContain(filter.Rules, rule => rule.Calls.Contains("arch_prctl"));
    }

    [Fact]
    public void Conditions_of_arguments_are_kept()
    {
        var socket = SeccompProfile.Default.For("amd64", []).Rules.Single(rule => rule.Errno == 22);
        Assert.Equal(["socket"], socket.Calls);
        Assert.Equal([new SeccompCondition(0, 16, true), new SeccompCondition(2, 9, true)], socket.Conditions);
    }

    [Theory]
    [InlineData("allow read")]
    [InlineData("  read")]
    [InlineData("refuse: read")]
    [InlineData("errno EWHATEVER: read")]
    [InlineData("allow arg0=1: read")]
    [InlineData("allow argX==1: read")]
    public void What_is_no_rule_is_quoted(string line)
    {
        var error = Assert.Throws<InvalidDataException>(() => SeccompProfile.Parse(new StringReader(line)));
        Assert.Contains("is no rule", error.Message, StringComparison.Ordinal);
    }
}
