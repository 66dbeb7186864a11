using GraphDriver.Store;

namespace GraphDriver.Checks.Repair;

/// <summary>Removes the images that cannot be mended, with their layers, so that they can be pulled again; an image that a container uses stays.</summary>
internal sealed class ImageWithdrawal(ContainerStorage store)
{
    /// <summary>Removes the images that unmended findings hurt.</summary>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public IReadOnlyList<RepairOutcome> Run(IReadOnlyList<RepairOutcome> outcomes)
    {
        using var transaction = store.BeginWrite();
        return [.. outcomes.Select(outcome => outcome.IsMended ? outcome : Withdraw(transaction, outcome))];
    }

    private static RepairOutcome Withdraw(StorageTransaction transaction, RepairOutcome outcome)
    {
        var hurt = Hurt(transaction, outcome.Finding).ToList();
        if (hurt.Count == 0)
        {
            return outcome;
        }

        try
        {
            foreach (var image in hurt)
            {
                transaction.DeleteImage(image.Id);
            }

            return outcome with { IsMended = true, Note = $"removed with {string.Join(", ", hurt.Select(image => image.Names is [var name, ..] ? name : image.Id.ShortHex))}: pull again" };
        }
        catch (StoreItemInUseException error)
        {
            return outcome with { Note = $"{outcome.Note}; {error.Message}" };
        }
    }

    private static IEnumerable<ImageRecord> Hurt(StorageTransaction transaction, Finding finding) =>
        transaction.Images.Records.Records.Where(image => image.Id == finding.Image || finding.Layers.Any(layer => Stands(transaction.Layers.Records, image.TopLayer, layer)));

    private static bool Stands(LayerSnapshot layers, LayerId top, LayerId layer)
    {
        var seen = new HashSet<LayerId>();
        for (var id = top; !id.IsEmpty && seen.Add(id); id = layers.Find(id)?.Parent ?? default)
        {
            if (id == layer)
            {
                return true;
            }
        }

        return false;
    }
}
