using GraphDriver.Layers;
using GraphDriver.Store;

namespace GraphDriver.Checks;

/// <summary>Checks what the records of layers, images and containers say of each other, and that nothing lies about that has no record.</summary>
internal sealed class RecordCheck(StoreListing listing, FindingList findings)
{
    /// <summary>Checks everything.</summary>
    public void Run()
    {
        if (listing.Layers is { } layers)
        {
            CheckLayers(layers);
            FindOrphans(layers);
        }

        if (listing.Images is { } images)
        {
            FindDuplicates(images.Records, "image");
            FindOrphans(images);
            foreach (var image in images.Records)
            {
                CheckImage(image);
            }
        }

        if (listing.Containers is { } containers)
        {
            CheckContainers(containers);
        }

        foreach (var path in listing.TemporaryFiles)
        {
            findings.Add(FindingKind.TemporaryFile, path, "was left by a process that died while it wrote it");
        }

        FindUnneeded();
    }

    /// <summary>Checks that an image's layers have records.</summary>
    public void CheckImage(ImageRecord image)
    {
        foreach (var top in image.MappedTopLayers.Prepend(image.TopLayer).Where(layer => !layer.IsEmpty))
        {
            Require(top, finding => finding with { Image = image.Id, Where = $"image {image.Id}" });
        }
    }

    private void CheckLayers(LayerSnapshot layers)
    {
        FindDuplicates(layers.Records, "layer");
        foreach (var layer in layers.Records)
        {
            if (layer.IsIncomplete)
            {
                findings.Add(FindingKind.IncompleteLayer, layer.Id, $"layer {layer.Id}", "was being made or removed when its maker died");
            }
            else if (!layer.Parent.IsEmpty)
            {
                Require(layer.Parent, finding => finding with { Layers = [layer.Id], Where = $"layer {layer.Id}" });
            }
        }
    }

    private void CheckContainers(ContainerSnapshot containers)
    {
        FindDuplicates(containers.Records, "container");
        foreach (var container in containers.Records)
        {
            Require(container.LayerId, finding => finding with { Where = $"container {container.Id}" });
            if (!container.ImageId.IsEmpty && listing.Images is { } images && images.Find(container.ImageId) is null && listing.AdditionalLayers.Count == 0)
            {
                findings.Add(FindingKind.MissingImage, $"container {container.Id}", $"was made from the image {container.ImageId}, which has no record");
            }
        }
    }

    private void Require(LayerId layer, Func<Finding, Finding> complete)
    {
        if (listing.Layers is not null && listing.FindLayer(layer) is null)
        {
            findings.Add(complete(new Finding { Kind = FindingKind.MissingLayer, Where = "", Wanted = layer, What = $"stands on the layer {layer}, which has no record" }));
        }
    }

    private void FindDuplicates(IEnumerable<StoreRecord> records, string kind)
    {
        var owners = new Dictionary<string, string>();
        foreach (var record in records)
        {
            foreach (var name in record.Names.Distinct())
            {
                if (!owners.TryAdd(name, record.Key))
                {
                    findings.Add(FindingKind.DuplicateName, $"{kind} {record.Key}", $"has the name '{name}', as the {kind} {owners[name]} has");
                }
            }
        }
    }

    private void FindOrphans(LayerSnapshot layers)
    {
        foreach (var id in listing.Directories.Where(id => layers.Find(id) is null))
        {
            AddOrphan(FindingKind.OrphanedDirectory, id, $"{StoreLayout.Overlay}/{id}", "is the directory of a layer that has no record");
        }

        foreach (var id in listing.TarSplits.Union(listing.LayerData).Where(id => layers.Find(id) is null && !listing.Directories.Contains(id)))
        {
            var name = listing.TarSplits.Contains(id) ? LayerStore.TarSplitName(id) : id.Hex;
            AddOrphan(FindingKind.OrphanedLayerData, id, $"{StoreLayout.Layers}/{name}", "belongs to a layer that has no record");
        }

        foreach (var (name, target) in listing.Links)
        {
            if (LayerId.TryParse(LinkCheck.LayerOf(target), out var id) && !listing.Directories.Contains(id) && layers.Find(id) is null)
            {
                findings.Add(FindingKind.StrayLink, $"{StoreLayout.Overlay}/{StoreLayout.Links}/{name}", $"leads to '{target}', which is not there");
            }
        }
    }

    private void AddOrphan(FindingKind kind, LayerId layer, string where, string what) =>
        findings.Add(new Finding { Kind = kind, Where = where, What = what, Orphan = layer });

    private void FindOrphans(ImageSnapshot images)
    {
        foreach (var id in listing.ImageData.Where(id => images.Find(id) is null))
        {
            findings.Add(FindingKind.OrphanedImageData, $"{StoreLayout.Images}/{id}", "belongs to an image that has no record");
        }
    }

    /// <summary>A pull brings its layers before the image that needs them: only old ones are left over.</summary>
    private void FindUnneeded()
    {
        if (listing is not { Layers: { } layers, Images: { } images, Containers: { } containers })
        {
            return;
        }

        var references = new LayerReferences(images, containers);
        var old = DateTimeOffset.UtcNow - GarbageCollection.DefaultLayerAge;
        foreach (var layer in layers.Records.Where(layer => layer.Created.Moment < old && !references.IsNeeded(layer.Id, layers, [])))
        {
            findings.Add(FindingKind.UnneededLayer, layer.Id, $"layer {layer.Id}", "is needed by no image, container or layer");
        }
    }
}
