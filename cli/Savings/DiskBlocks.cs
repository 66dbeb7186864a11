using System.Text.Json;
using GraphDriver.Cli.Images;
using GraphDriver.Cli.Reports;
using GraphDriver.Savings.Disk;
using GraphDriver.Store;

namespace GraphDriver.Cli.Savings;

/// <summary>The charts and tables of what a store takes on the disk.</summary>
internal static class DiskBlocks
{
    private const int MostBars = 30;

    /// <summary>A bar a part, by what files are.</summary>
    public static BarChart Parts(PartSizes sizes) => new()
    {
        Title = "By what it is",
        Unit = Unit.Bytes,
        Series = ["on disk"],
        LabelHeading = "part",
        Bars = [.. PartSizes.Parts.Where(part => sizes[part].Inodes > 0).Select(part => new Bar(NameOf(part), [sizes[part].OnDisk]))],
    };

    /// <summary>A bar an image: what goes with it, and what stays.</summary>
    public static BarChart Images(IReadOnlyList<ImageUsage> images) => new()
    {
        Title = images.Count > MostBars ? $"The {MostBars} largest images of {images.Count}" : "Each image",
        Description = "What would go with an image, and what others have too.",
        Unit = Unit.Bytes,
        Series = ["its alone", "shared"],
        LabelHeading = "image",
        Bars = [.. images.OrderByDescending(image => image.Parts.Total.OnDisk).Take(MostBars).Select(image => new Bar(ImageNames.Label(image.Record), [image.Alone, image.Shared]))],
    };

    public static ReportTable ImageTable(IReadOnlyList<ImageUsage> images) => new()
    {
        Title = "Images",
        Columns = ["image", "id", "apparent", "on disk", "its alone", "shared", "with images", "freed by rmi", "containers"],
        Rows = [.. images.Select(ImageRow)],
    };

    public static ReportTable LayerTable(IReadOnlyList<LayerUsage> layers) => new()
    {
        Title = "Layers",
        Columns = ["layer", "form", "apparent", "on disk", "its alone", "shared", "with layers", "blob", "tar-split", "directories", "images"],
        Rows = [.. layers.Select(LayerRow)],
    };

    public static ReportTable ContainerTable(IReadOnlyList<ContainerUsage> containers) => new()
    {
        Title = "Containers",
        Columns = ["container", "id", "apparent", "on disk", "files", "data", "freed by rm"],
        Rows = [.. containers.Select(ContainerRow)],
    };

    private static IReadOnlyList<ReportCell> ImageRow(ImageUsage image) =>
    [
        image.Record.Names.Count == 0 ? ImageNames.None : string.Join(", ", image.Record.Names),
        image.Record.Id.ShortHex,
        Quantity.Bytes(image.Parts.Total.Apparent),
        Quantity.Bytes(image.Parts.Total.OnDisk),
        Quantity.Bytes(image.Alone),
        Quantity.Bytes(image.Shared),
        Quantity.Count(image.SharedWith),
        Quantity.Bytes(image.Removal.Freed),
        Quantity.Count(image.Containers),
    ];

    private static IReadOnlyList<ReportCell> LayerRow(LayerUsage layer) =>
    [
        layer.Record.Id.ShortHex,
        layer.Form.ToString().ToLowerInvariant(),
        Quantity.Bytes(layer.Parts.Total.Apparent),
        Quantity.Bytes(layer.Parts.Total.OnDisk),
        Quantity.Bytes(layer.Alone),
        Quantity.Bytes(layer.Shared),
        Quantity.Count(layer.SharedWith),
        Quantity.Bytes(layer.Parts[DiskPart.Blobs].OnDisk),
        Quantity.Bytes(layer.Parts[DiskPart.TarSplits].OnDisk),
        Quantity.Bytes(layer.Parts[DiskPart.Directories].OnDisk),
        Quantity.Count(layer.Images),
    ];

    private static IReadOnlyList<ReportCell> ContainerRow(ContainerUsage container) =>
    [
        NameOf(container.Record),
        container.Record.Id.ShortHex,
        Quantity.Bytes(container.Parts.Total.Apparent),
        Quantity.Bytes(container.Parts.Total.OnDisk),
        Quantity.Bytes(container.Parts[DiskPart.ContainerFiles].OnDisk),
        Quantity.Bytes(container.Parts[DiskPart.ContainerData].OnDisk),
        Quantity.Bytes(container.Removal.Freed),
    ];

    private static string NameOf(ContainerRecord container) => container.Names.Count == 0 ? container.Id.ShortHex : string.Join(", ", container.Names);

    /// <summary>A part in words: <c>tar splits</c>.</summary>
    private static string NameOf(DiskPart part) => JsonNamingPolicy.SnakeCaseLower.ConvertName(part.ToString()).Replace('_', ' ');
}
