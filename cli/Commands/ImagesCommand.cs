using System.CommandLine;
using System.Text.Json;
using GraphDriver.Cli.Images;
using GraphDriver.Cli.Output;
using GraphDriver.Store;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver images</c>: the images of the store, newest first.</summary>
internal sealed class ImagesCommand
{
    private readonly GlobalOptions _globals;
    private readonly Option<string> _format = FormatOption.Create("table");
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Print the ids alone" };
    private readonly Option<bool> _noTruncation = new("--no-trunc") { Description = "Print whole ids" };
    private readonly Option<bool> _digests = new("--digests") { Description = "Print the manifests' digests too" };

    private ImagesCommand(GlobalOptions globals) => _globals = globals;

    public static Command Create(GlobalOptions globals)
    {
        var images = new ImagesCommand(globals);
        var command = new Command("images", "List the images") { images._format, images._quiet, images._noTruncation, images._digests };
        command.SetAction(images.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        using var storage = StoreAccess.Open(_globals, parsed);
        var snapshot = storage.Read();
        var sizes = new ImageSize(snapshot, storage.Root);
        var images = ListedImage.All(snapshot).OrderByDescending(listed => listed.Image.Created.Moment).ToList();
        if (parsed.IsJson(_format))
        {
            var stores = ListedImage.Stores(storage);
            JsonOutput.WriteArray(images, (json, listed) => Write(json, listed, stores, snapshot, sizes));
        }
        else if (parsed.GetValue(_quiet))
        {
            images.ForEach(listed => Console.Out.WriteLine(Id(listed.Image, parsed)));
        }
        else
        {
            Print(images, parsed, sizes);
        }

        return 0;
    }

    private void Print(List<ListedImage> images, ParseResult parsed, ImageSize sizes)
    {
        var withDigests = parsed.GetValue(_digests);
        var withReadOnly = images.Exists(listed => listed.IsReadOnly);
        var table = new Table(["REPOSITORY", "TAG", .. If(withDigests, "DIGEST"), "IMAGE ID", "CREATED", "SIZE", .. If(withReadOnly, "R/O")]);
        var now = DateTimeOffset.UtcNow;
        foreach (var (image, isReadOnly) in images)
        {
            var size = HumanText.Size(sizes.Of(image));
            foreach (var (repository, tag) in ImageNames.Rows(image))
            {
                table.Add(
                [
                    repository,
                    tag,
                    .. If(withDigests, image.Digest.IsEmpty ? ImageNames.None : image.Digest.ToString()),
                    Id(image, parsed),
                    HumanText.Age(image.Created.Moment, now),
                    size,
                    .. If(withReadOnly, isReadOnly ? "true" : "false"),
                ]);
            }
        }

        table.WriteTo(Console.Out);
    }

    private static string[] If(bool shown, string cell) => shown ? [cell] : [];

    private string Id(ImageRecord image, ParseResult parsed) =>
        parsed.GetValue(_noTruncation) ? $"sha256:{image.Id}" : image.Id.ShortHex;

    private static void Write(Utf8JsonWriter json, ListedImage listed, IReadOnlyList<ImageStore> stores, StorageSnapshot snapshot, ImageSize sizes)
    {
        var (image, isReadOnly) = listed;
        using var documents = ImageDocuments.Read(stores, image);
        var size = sizes.Of(image);
        json.WriteString("Id", image.Id.Hex);
        json.WriteString("Digest", image.Digest.ToString());
        json.WriteStrings("Names", image.Names);
        json.WriteStrings("RepoTags", ImageNames.Tags(image));
        json.WriteStrings("RepoDigests", ImageNames.Digests(image));
        json.WriteStrings("History", image.NamesHistory);
        json.WriteNumber("Created", image.Created.Moment.ToUnixTimeSeconds());
        json.WriteString("CreatedAt", image.Created.ToString());
        json.WriteNumber("Size", size);
        json.WriteNumber("VirtualSize", size);
        json.WriteMap("Labels", documents.Labels);
        json.WriteNumber("Containers", snapshot.Containers.OfImage(image.Id).Count());
        json.WriteStrings("Layers", snapshot.LayersOf(image).Select(layer => layer.Id.Hex).Reverse());
        json.WriteBoolean("Dangling", image.Names.Count == 0);
        json.WriteBoolean("ReadOnly", isReadOnly);
    }
}
