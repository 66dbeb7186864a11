using GraphDriver.Changes;
using GraphDriver.Store;

namespace GraphDriver.Drivers;

/// <summary>Tells what differs between layers, in the order of a walk. Paths that every container changes, such as <c>/etc/hosts</c>, are left out.</summary>
public interface ILayerComparison
{
    /// <summary>What a layer changes of those below it: all is added where there are none.</summary>
    /// <inheritdoc cref="ILayerMounting.Mount" path="/exception"/>
    IReadOnlyList<LayerChange> Changes(LayerId id);

    /// <summary>How what a layer shows differs from what another one shows, each with those below it.</summary>
    /// <inheritdoc cref="ILayerMounting.Mount" path="/exception"/>
    IReadOnlyList<LayerChange> Changes(LayerId id, LayerId other);
}
