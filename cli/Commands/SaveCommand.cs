using System.CommandLine;
using GraphDriver.Cli.Images;
using GraphDriver.Cli.Progress;
using GraphDriver.Configuration;
using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Transports;
using GraphDriver.Push;
using GraphDriver.Store;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver save IMAGE…</c>: writes images of the store to an archive or a directory, as <c>podman save</c> does.</summary>
internal sealed class SaveCommand
{
    private readonly GlobalOptions _globals;
    private readonly FormOptions _form;
    private readonly Argument<string[]> _images = new("IMAGE") { Description = "The image, and more names for it; with -m more images", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "Where it goes; standard output by default", HelpName = "FILE" };

    private readonly Option<SaveFormat> _format = new("--format")
    {
        Description = "What is written; docker-archive by default",
        HelpName = "docker-archive|oci-archive|oci-dir|docker-dir",
        CustomParser = result => Parse(result.Tokens[^1].Value, result),
    };

    private readonly Option<bool> _many = new("--multi-image-archive", "-m") { Description = "Take the arguments for images of one docker-archive" };
    private readonly Option<bool> _compress = new("--compress") { Description = "Compress the layers of a docker-dir, by gzip" };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Show no progress" };

    private SaveCommand(GlobalOptions globals) => (_globals, _form) = (globals, new(globals));

    public static Command Create(GlobalOptions globals)
    {
        var save = new SaveCommand(globals);
        var command = new Command("save", "Write images to an archive or a directory") { save._images, save._output, save._format, save._many, save._compress, save._quiet };
        save._form.AddTo(command, withManifest: false);
        command.SetInterruptibleAction(save.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var display = ProgressDisplay.For(parsed.GetValue(_quiet) ? ProgressMode.None : ProgressMode.Auto);
        using var storage = StoreAccess.Open(_globals, parsed);
        var names = parsed.GetRequiredValue(_images);
        var snapshot = storage.Read();
        var found = names.Take(parsed.GetValue(_many) ? names.Length : 1).Select(name => snapshot.GetImage(name, LocalImages.SearchRegistries)).ToList();
        var more = names.Skip(found.Count).Select(name => ImageReference.ParseLocal(name).ToString()).ToList();
        await display.RunAsync(async () =>
        {
            await (parsed.GetValue(_format) == SaveFormat.DockerArchive
                ? SaveDockerArchiveAsync(parsed, storage, found, more, display, cancellationToken)
                : SaveAsync(parsed, storage, Only(found, more), display, cancellationToken));
            return 0;
        });
        return 0;
    }

    private async Task SaveDockerArchiveAsync(
        ParseResult parsed, ContainerStorage storage, List<FoundImage> images, List<string> more, IProgressDisplay display, CancellationToken cancellationToken)
    {
        using var archive = Output(parsed) is { } path
            ? DockerArchiveFile.At(path, storage.Configuration.Sync == SyncMode.FileSystem)
            : DockerArchiveFile.Into(Console.OpenStandardOutput());
        var pusher = new ImagePusher(storage, _form.Settings(parsed, null, _form.Compression(parsed)), new PushProgress(display));
        foreach (var image in images)
        {
            await using var destination = archive.Image([.. TaggedName(image).Concat(more).Distinct()]);
            await pusher.PushAsync(image.Image, destination, cancellationToken);
        }

        await archive.CompleteAsync(cancellationToken);
    }

    private async Task SaveAsync(ParseResult parsed, ContainerStorage storage, FoundImage image, IProgressDisplay display, CancellationToken cancellationToken)
    {
        await using var destination = await OpenAsync(parsed, storage, TaggedName(image).FirstOrDefault(), cancellationToken);
        var settings = parsed.GetValue(_format) == SaveFormat.DockerDir
            ? _form.Settings(parsed, ManifestFormat.Docker, _form.Compression(parsed) ?? (parsed.GetValue(_compress) ? LayerFormat.Gzip : LayerFormat.Plain))
            : _form.Settings(parsed, ManifestFormat.Oci, _form.Compression(parsed));
        await new ImagePusher(storage, settings, new PushProgress(display)).PushAsync(image.Image, destination, cancellationToken);
    }

    private Task<IImageDestination> OpenAsync(ParseResult parsed, ContainerStorage storage, string? name, CancellationToken cancellationToken)
    {
        var format = parsed.GetValue(_format);
        if (Output(parsed) is not { } path)
        {
            return format == SaveFormat.OciArchive
                ? Task.FromResult(ImageDestinationFactory.OciArchiveInto(Console.OpenStandardOutput(), name))
                : throw new FormatException("a directory does not go to standard output: give --output DIR");
        }

        var kind = format switch { SaveFormat.OciArchive => TransportKind.OciArchive, SaveFormat.OciDir => TransportKind.Oci, _ => TransportKind.Dir };
        var reference = TransportReference.Of(kind, path, kind == TransportKind.Dir ? null : name);
        return ImageDestinations.OpenAsync(reference, () => throw new InvalidOperationException("not a registry"), storage.Configuration, cancellationToken);
    }

    /// <summary>The path, or null for standard output.</summary>
    private string? Output(ParseResult parsed)
    {
        var output = parsed.GetValue(_output);
        if (output is not (null or "-" or "/dev/stdout"))
        {
            return output;
        }

        return Console.IsOutputRedirected ? null : throw new FormatException("refusing to write an archive to a terminal: give --output FILE, or redirect standard output");
    }

    private static FoundImage Only(List<FoundImage> images, List<string> more) =>
        images is [var only] && more.Count == 0 ? only : throw new FormatException("only a docker-archive takes several images or names");

    private static IEnumerable<string> TaggedName(FoundImage image) => image.Name is { } name && ImageReference.Parse(name).Digest is null ? [name] : [];

    private static SaveFormat Parse(string text, System.CommandLine.Parsing.ArgumentResult result)
    {
        switch (text)
        {
            case "docker-archive":
                return SaveFormat.DockerArchive;
            case "oci-archive":
                return SaveFormat.OciArchive;
            case "oci-dir":
                return SaveFormat.OciDir;
            case "docker-dir":
                return SaveFormat.DockerDir;
            default:
                result.AddError($"'{text}' is no value of --format, which takes docker-archive|oci-archive|oci-dir|docker-dir");
                return default;
        }
    }
}
