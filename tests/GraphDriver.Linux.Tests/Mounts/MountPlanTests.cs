using GraphDriver.Linux.Mounts;

namespace GraphDriver.Linux.Tests.Mounts;

public sealed class MountPlanTests
{
    [Fact]
    public void A_plan_reads_as_mount_options()
    {
        var plan = new MountPlan
        {
            Target = "/merged",
            Lowers = [new ErofsLower("/1/blob"), new DirectoryLower("/2")],
            DataLowers = ["/d1", "/d2"],
            Upper = new UpperLayer("/u", "/w"),
            Options = [new("metacopy", "on"), new("volatile")],
        };
        Assert.Equal(
            "lowerdir=erofs:/1/blob:/2::/d1::/d2,upperdir=/u,workdir=/w,metacopy=on,volatile on /merged", plan.ToString());
    }

    [Fact]
    public void The_kernels_limits_are_named_before_it_is_asked()
    {
        var none = new MountPlan { Target = "/m", Lowers = [] };
        Assert.Contains("no layers", Assert.Throws<InvalidOperationException>(none.Validate).Message);
        var one = none with { Lowers = [new DirectoryLower("/1")] };
        Assert.Contains("two layers", Assert.Throws<InvalidOperationException>(one.Validate).Message);
        var many = one with { DataLowers = [.. Enumerable.Repeat("/d", 500)] };
        Assert.Contains(
            "501 layers (500 of them data-only); the kernel takes 500",
            Assert.Throws<InvalidOperationException>(many.Validate).Message);
        (many with { DataLowers = [.. Enumerable.Repeat("/d", 499)] }).Validate();
    }

    [Theory]
    [InlineData("volatile", "volatile", null)]
    [InlineData("metacopy=on", "metacopy", "on")]
    [InlineData("context=\"a=b\"", "context", "\"a=b\"")]
    [InlineData("x=", "x", "")]
    public void An_option_is_split_at_its_first_equals_sign(string text, string key, string? value) =>
        Assert.Equal(new MountOption(key, value), MountOption.Parse(text));

    [Fact]
    public void An_option_without_a_key_is_refused() => Assert.Throws<FormatException>(() => MountOption.Parse("=x"));
}
