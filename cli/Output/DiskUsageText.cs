using System.Globalization;
using System.Text.Json;
using GraphDriver.Cli.Images;
using GraphDriver.Savings.Disk;

namespace GraphDriver.Cli.Output;

/// <summary>Prints what stores take as <c>podman system df</c> does.</summary>
internal sealed class DiskUsageText(TextWriter output)
{
    /// <summary>Prints the summary of the store, and a line for each additional one.</summary>
    public void WriteSummary(StoreUsage store, IReadOnlyList<StoreUsage> additional)
    {
        var used = store.Images.Count(image => image.Containers > 0);
        var table = new Table("TYPE", "TOTAL", "ACTIVE", "SIZE", "RECLAIMABLE");
        table.Add("Images", Number(store.Images.Count), Number(used), Size(store.ImagesOnDisk), Reclaimable(store.UnusedImages.Freed, store.ImagesOnDisk));
        table.Add("Containers", Number(store.Containers.Count), "", Size(store.ContainersOnDisk), "");
        var rest = store.Parts.Total.OnDisk - store.ImagesOnDisk - store.ContainersOnDisk;
        table.Add("Rest", "", "", Size(rest), Reclaimable(store.Garbage.Freed, rest));
        table.Add("On disk", "", "", Size(store.Parts.Total.OnDisk), "");
        table.WriteTo(output);
        if (store.SharedBlocks.CountedAgain > 0)
        {
            output.WriteLine($"Files share blocks: {Size(store.SharedBlocks.CountedAgain)} of it are counted more than once.");
        }

        foreach (var other in additional)
        {
            output.WriteLine($"Additional store {Diagnostic.OneLine(other.Root)}: {other.Images.Count} images, {Size(other.Parts.Total.OnDisk)}, read only");
        }
    }

    /// <summary>Prints what there is by what it is, and each image, layer and container.</summary>
    public void WriteDetails(StoreUsage store)
    {
        output.WriteLine($"{Diagnostic.OneLine(store.Root)}:\n");
        var parts = new Table("PART", "INODES", "APPARENT", "ON DISK");
        foreach (var part in PartSizes.Parts.Where(part => store.Parts[part].Inodes > 0))
        {
            var size = store.Parts[part];
            parts.Add(JsonNamingPolicy.KebabCaseLower.ConvertName(part.ToString()), Number(size.Inodes), Size(size.Apparent), Size(size.OnDisk));
        }

        parts.WriteTo(output);
        WriteImages(store.Images);
        WriteLayers(store.Layers);
        WriteContainers(store.Containers);
    }

    private void WriteImages(IReadOnlyList<ImageUsage> images)
    {
        var table = new Table("REPOSITORY", "TAG", "IMAGE ID", "APPARENT", "ON DISK", "FREED BY RMI", "SHARED", "WITH IMAGES", "METADATA", "CONTAINERS");
        foreach (var image in images)
        {
            foreach (var (repository, tag) in ImageNames.Rows(image.Record))
            {
                var total = image.Parts.Total;
                table.Add(repository, tag, image.Record.Id.ShortHex, Size(total.Apparent), Size(total.OnDisk), Size(image.Removal.Freed), Size(image.Shared),
                    Number(image.SharedWith), Size(MetadataOf(image.Parts)), Number(image.Containers));
            }
        }

        Write("Images", table, images.Count);
    }

    private void WriteLayers(IReadOnlyList<LayerUsage> layers)
    {
        var table = new Table("LAYER ID", "FORM", "APPARENT", "ON DISK", "ALONE", "SHARED", "WITH LAYERS", "BLOB", "TAR-SPLIT", "BIG DATA", "DIRECTORIES", "IMAGES");
        foreach (var layer in layers)
        {
            var (parts, total) = (layer.Parts, layer.Parts.Total);
            table.Add(layer.Record.Id.ShortHex, layer.Form.ToString().ToLowerInvariant(), Size(total.Apparent), Size(total.OnDisk), Size(layer.Alone), Size(layer.Shared),
                Number(layer.SharedWith), Size(parts[DiskPart.Blobs].OnDisk), Size(parts[DiskPart.TarSplits].OnDisk), Size(parts[DiskPart.LayerData].OnDisk),
                Size(parts[DiskPart.Directories].OnDisk), Number(layer.Images));
        }

        Write("Layers", table, layers.Count);
    }

    private void WriteContainers(IReadOnlyList<ContainerUsage> containers)
    {
        var table = new Table("CONTAINER ID", "IMAGE ID", "APPARENT", "ON DISK", "FILES", "DATA", "FREED BY RM", "NAMES");
        foreach (var container in containers)
        {
            var (record, parts) = (container.Record, container.Parts);
            table.Add(record.Id.ShortHex, record.ImageId.IsEmpty ? "" : record.ImageId.ShortHex, Size(parts.Total.Apparent), Size(parts.Total.OnDisk), Size(parts[DiskPart.ContainerFiles].OnDisk),
                Size(parts[DiskPart.ContainerData].OnDisk), Size(container.Removal.Freed), string.Join(", ", record.Names));
        }

        Write("Containers", table, containers.Count);
    }

    private void Write(string heading, Table table, int count)
    {
        if (count > 0)
        {
            output.WriteLine($"\n{heading}:\n");
            table.WriteTo(output);
        }
    }

    /// <summary>All that is no content of a file of the image.</summary>
    private static long MetadataOf(PartSizes parts) =>
        parts.Total.OnDisk - parts[DiskPart.Objects].OnDisk - parts[DiskPart.LayerFiles].OnDisk;

    private static string Size(long bytes) => bytes < 0 ? $"-{HumanText.Size(-bytes)}" : HumanText.Size(bytes);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Reclaimable(long bytes, long of) =>
        of <= 0 ? Size(bytes) : string.Create(CultureInfo.InvariantCulture, $"{Size(bytes)} ({Math.Clamp(100.0 * bytes / of, 0, 100):0}%)");
}
