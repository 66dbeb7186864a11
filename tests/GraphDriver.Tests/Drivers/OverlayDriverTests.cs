using GraphDriver.Drivers;
using GraphDriver.Store;

namespace GraphDriver.Tests.Drivers;

public sealed class OverlayDriverTests : GraphDriverContract
{
    protected override IGraphDriver CreateDriver(ContainerStorage storage) => GraphDrivers.Of(storage);

    [RootFact]
    public void It_is_the_driver_of_a_store_with_the_default_configuration() => Assert.Equal("overlay", Driver.ReadStatus().Name);
}
