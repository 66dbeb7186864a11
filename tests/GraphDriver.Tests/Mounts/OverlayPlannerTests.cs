using GraphDriver.Linux.Mounts;
using GraphDriver.Mounts;

namespace GraphDriver.Tests.Mounts;

public sealed class OverlayPlannerTests
{
    private static readonly MountRequest Image = new() { ReadOnly = true };

    [Fact]
    public void An_image_of_composefs_layers_is_stacked_with_their_objects_below()
    {
        var plan = Plan(new LayerChain(Composefs(3), [Composefs(2), Composefs(1)]), Image);
        Assert.Equal("/o/3/merged", plan.Target);
        Assert.Equal([new ErofsLower("/o/3/blob"), new ErofsLower("/o/2/blob"), new ErofsLower("/o/1/blob")], plan.Lowers);
        Assert.Equal(["/o/3/diff", "/o/2/diff", "/o/1/diff"], plan.DataLowers);
        Assert.Null(plan.Upper);
        Assert.Equal(["metacopy=on", "redirect_dir=on"], plan.Options.Select(option => option.ToString()));
        Assert.Equal(MountAttributes.ReadOnly, plan.Attributes);
    }

    [Fact]
    public void A_container_writes_to_its_own_layer()
    {
        var plan = Plan(new LayerChain(Plain(9), [Composefs(2), Plain(1)]), new MountRequest { Volatile = true, Options = ["nodev"] });
        Assert.Equal([new ErofsLower("/o/2/blob"), new DirectoryLower("/o/1/diff")], plan.Lowers);
        Assert.Equal(["/o/2/diff"], plan.DataLowers);
        Assert.Equal(new UpperLayer("/o/9/diff", "/o/9/work"), plan.Upper);
        Assert.Equal(["metacopy=on", "redirect_dir=on", "volatile"], plan.Options.Select(option => option.ToString()));
        Assert.Equal(MountAttributes.NoDevices, plan.Attributes);
    }

    [Fact]
    public void Plain_layers_get_no_options_and_a_lone_one_the_empty_folder()
    {
        var plan = Plan(new LayerChain(Plain(1), []), Image with { Volatile = true });
        Assert.Equal([new DirectoryLower("/o/1/diff"), new DirectoryLower("/o/1/empty")], plan.Lowers);
        Assert.Empty(plan.Options);
        Assert.Equal([new DirectoryLower("/o/1/empty")], Plan(new LayerChain(Plain(1), []), new MountRequest()).Lowers);
        plan.Validate();
        Plan(new LayerChain(Composefs(1), []), Image).Validate();
    }

    [Fact]
    public void A_layer_of_several_folders_has_them_all()
    {
        var layer = Plain(2) with { Diffs = ["/o/2/diff", "/o/2/diff1"] };
        Assert.Equal(
            [new DirectoryLower("/o/2/diff"), new DirectoryLower("/o/2/diff1"), new DirectoryLower("/o/1/diff")],
            Plan(new LayerChain(layer, [Plain(1)]), Image).Lowers);
        var written = Plan(new LayerChain(layer, [Plain(1)]), new MountRequest());
        Assert.Equal([new DirectoryLower("/o/2/diff1"), new DirectoryLower("/o/1/diff")], written.Lowers);
        Assert.Equal("/o/2/diff", written.Upper!.Path);
    }

    [Fact]
    public void A_composefs_layer_is_never_written_to()
    {
        var error = Assert.Throws<InvalidDataException>(() => Plan(new LayerChain(Composefs(1), []), new MountRequest()));
        Assert.Contains(MountableStore.Layer(1).Hex, error.Message);
        Assert.Null(Plan(new LayerChain(Composefs(1), []), new MountRequest { Options = ["ro"] }).Upper);
    }

    [Fact]
    public void Needed_options_come_over_configured_ones()
    {
        var plan = Plan(
            new LayerChain(Composefs(2), [Composefs(1)]),
            Image with { Options = ["redirect_dir=off", "metacopy=off", "xino=on"], RequireVerity = true });
        Assert.Equal(
            ["xino=on", "metacopy=on", "redirect_dir=on", "verity=require"], plan.Options.Select(option => option.ToString()));
    }

    [Fact]
    public void A_label_is_set_where_the_kernel_knows_labels()
    {
        var chain = new LayerChain(Plain(2), [Plain(1)]);
        var request = new MountRequest { Label = "a:b:c:s0:c1,c2" };
        Assert.Equal([new MountOption("context", "a:b:c:s0:c1,c2")], new OverlayPlanner(new Coverage(), labels: true).Plan(chain, request).Options);
        Assert.Empty(new OverlayPlanner(new Coverage(), labels: false).Plan(chain, request).Options);
    }

    [Theory]
    [InlineData("bind")]
    [InlineData("upperdir=/x")]
    [InlineData("=x")]
    public void An_option_without_meaning_is_named(string option)
    {
        var error = Assert.Throws<InvalidDataException>(
            () => Plan(new LayerChain(Plain(2), [Plain(1)]), new MountRequest { Options = [option] }));
        Assert.Contains(option, error.Message);
    }

    [Fact]
    public void Up_to_250_composefs_layers_have_data_layers_of_their_own()
    {
        var plan = Plan(Chain(250), Image);
        Assert.Equal(250, plan.DataLowers.Count);
        plan.Validate();
    }

    [Fact]
    public void More_share_the_pool_but_for_layers_that_it_does_not_hold()
    {
        var plan = Plan(Chain(499), Image);
        Assert.Equal(["/pool"], plan.DataLowers);
        plan.Validate();
        var mixed = Plan(Chain(300), Image, outside: [7, 8]);
        Assert.Equal(["/o/8/diff", "/o/7/diff", "/pool"], mixed.DataLowers);
        var error = Assert.Throws<InvalidDataException>(() => Plan(Chain(500), Image));
        Assert.Contains("500 layers, 0 of them", error.Message);
        Assert.Throws<InvalidDataException>(() => Plan(Chain(300), Image, outside: [.. Enumerable.Range(1, 200)]));
    }

    private static MountPlan Plan(LayerChain chain, MountRequest request, params int[] outside) =>
        new OverlayPlanner(new Coverage { Outside = outside }, labels: false).Plan(chain, request);

    private static LayerChain Chain(int count) =>
        new(Composefs(count), [.. Enumerable.Range(1, count - 1).Reverse().Select(Composefs)]);

    private static OverlayLayer Composefs(int number) => Plain(number) with { ImagePath = $"/o/{number}/blob" };

    private static OverlayLayer Plain(int number) =>
        new(MountableStore.Layer(number), $"/o/{number}", null, [$"/o/{number}/diff"]);

    private sealed class Coverage : IObjectCoverage
    {
        public IReadOnlyList<int> Outside { get; init; } = [];

        public string Directory => "/pool";

        public bool HoldsAll(OverlayLayer layer) => !Outside.Any(number => layer.Id == MountableStore.Layer(number));
    }
}
