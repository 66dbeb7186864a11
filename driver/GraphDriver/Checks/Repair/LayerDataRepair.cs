using GraphDriver.Store;

namespace GraphDriver.Checks.Repair;

/// <summary>Mends the big data of layers: what says that a layer is of composefs is written again, what only helps to find content is forgotten.</summary>
internal sealed class LayerDataRepair(ContainerStorage store)
{
    private const string FormatKey = "zstd-chunked-layer-data";

    /// <summary>Mends one item.</summary>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public RepairOutcome Run(Finding finding)
    {
        var key = finding.DataKey!;
        using var transaction = store.Layers.BeginWrite();
        if (transaction.Records.Find(finding.Layers[0]) is not { } layer)
        {
            return new RepairOutcome(finding, true, "the layer was removed meanwhile");
        }

        var isFormat = key == FormatKey && LayerObjectsCheck.HasBlob(store.Root, layer.Id);
        if (isFormat)
        {
            transaction.WriteBigData(layer.Id, key, """{"format":1}"""u8);
        }
        else
        {
            transaction.Update(layer with { BigDataNames = [.. layer.BigDataNames.Where(name => name != key)] });
        }

        transaction.Save();
        return new RepairOutcome(finding, true, isFormat ? "written again" : "taken out of the record: the layer is whole without");
    }
}
