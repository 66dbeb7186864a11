using System.Text.Json;
using GraphDriver.Savings.Disk;

namespace GraphDriver.Cli.Metrics;

/// <summary>What a store takes on the disk as metrics; the figures are those of <c>df</c>.</summary>
internal static class DiskMetrics
{
    /// <summary>Writes the store as a whole.</summary>
    public static void Write(MetricsText text, StoreUsage store)
    {
        text.Write("graphdriver_store_bytes", "Bytes on the disk by what they are; the sum is what du says of the root.", Parts(store, size => size.OnDisk));
        text.Write("graphdriver_store_apparent_bytes", "Lengths of files by what they are.", Parts(store, size => size.Apparent));
        text.Write("graphdriver_store_inodes", "Inodes by what they are.", Parts(store, size => size.Inodes));
        text.Write("graphdriver_images", "Images in the store.", [new(store.Images.Count)]);
        text.Write("graphdriver_layers", "Layers in the store by how they keep their files.", Layers(store));
        text.Write("graphdriver_containers", "Containers in the store, whether they run or not.", [new(store.Containers.Count)]);
        text.Write("graphdriver_images_bytes", "Bytes on the disk of all that images have, each file counted once.", store.ImagesOnDisk);
        text.Write("graphdriver_containers_bytes", "Bytes on the disk of all that containers have.", store.ContainersOnDisk);
        text.Write("graphdriver_reclaimable_bytes", "Bytes that gc would free (garbage), and that the removal of all images without a container would (unused_images).",
            [new(store.Garbage.Freed, ("kind", "garbage")), new(store.UnusedImages.Freed, ("kind", "unused_images"))]);
        text.Write("graphdriver_saved_bytes", "Bytes that a copy of each object for each of its layers would take in addition.", SavedBy(store));
        if (store.SharedBlocks.IsSupported)
        {
            text.Write("graphdriver_shared_blocks_bytes", "Bytes in blocks that several files share, counted in every file.", store.SharedBlocks.Bytes);
            text.Write("graphdriver_shared_blocks_counted_again_bytes", "Those of them that the sizes of the store count more than once.", store.SharedBlocks.CountedAgain);
        }
    }

    /// <summary>Writes each image.</summary>
    public static void WriteImages(MetricsText text, StoreUsage store)
    {
        text.Write("graphdriver_image_bytes", "Bytes on the disk of an image, whoever else has them.", Images(store, image => image.Parts.Total.OnDisk));
        text.Write("graphdriver_image_shared_bytes", "Those of them that would stay without the image.", Images(store, image => image.Shared));
        text.Write("graphdriver_image_reclaimable_bytes", "Bytes that the removal of the image would free.", Images(store, image => image.Removal.Freed));
        text.Write("graphdriver_image_containers", "Containers that were made from the image.", Images(store, image => image.Containers));
    }

    private static IEnumerable<MetricSample> Parts(StoreUsage store, Func<DiskSize, long> figure) =>
        PartSizes.Parts.Select(part => new MetricSample(figure(store.Parts[part]), ("part", NameOf(part))));

    private static IEnumerable<MetricSample> Layers(StoreUsage store) =>
        Enum.GetValues<LayerForm>().Select(form => new MetricSample(store.Layers.Count(layer => layer.Form == form), ("form", NameOf(form))));

    private static IEnumerable<MetricSample> Images(StoreUsage store, Func<ImageUsage, long> figure) =>
        store.Images.OrderBy(image => image.Record.Id.Hex, StringComparer.Ordinal).Select(image =>
            new MetricSample(figure(image), ("id", image.Record.Id.Hex), ("name", image.Record.Names is [var name, ..] ? name : "")));

    private static long SavedBy(StoreUsage store) =>
        store.Layers.Sum(layer => layer.Parts[DiskPart.Objects].OnDisk) - store.Parts[DiskPart.Objects].OnDisk;

    /// <summary>A part as labels name it: <c>tar_splits</c>.</summary>
    private static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
