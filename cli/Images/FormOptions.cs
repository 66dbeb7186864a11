using System.CommandLine;
using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Transports;
using GraphDriver.Push;

namespace GraphDriver.Cli.Images;

/// <summary>The options that say in which form an image is written.</summary>
internal sealed class FormOptions(GlobalOptions globals)
{
    private readonly Option<ManifestFormat?> _format = new("--format", "-f") { Description = "The kind of manifest", HelpName = "oci|docker" };

    private readonly Option<LayerFormat?> _compression = new("--compression", "--compression-format")
    {
        Description = "The form of layers: zstd:chunked by default, gzip with --format docker",
        HelpName = "gzip|zstd|zstd:chunked|none",
        CustomParser = result => Parse(result.Tokens[^1].Value, result),
    };

    private readonly Option<int?> _level = new("--compression-level") { Description = "How hard to compress", HelpName = "N" };

    private readonly Option<string?> _digestFile = new("--digestfile") { Description = "Write the digest of the image's manifest to a file", HelpName = "FILE" };

    /// <summary>The form of layers that was asked for; null where none was.</summary>
    public LayerFormat? Compression(ParseResult parsed) => parsed.GetValue(_compression);

    public void AddTo(Command command, bool withManifest = true)
    {
        command.Add(_compression);
        command.Add(_level);
        if (withManifest)
        {
            command.Add(_format);
            command.Add(_digestFile);
        }
    }

    /// <summary>What the options say.</summary>
    public PushSettings Settings(ParseResult parsed) => Settings(parsed, parsed.GetValue(_format), parsed.GetValue(_compression));

    /// <summary>What the options say, but for what a command decides itself.</summary>
    public PushSettings Settings(ParseResult parsed, ManifestFormat? format, LayerFormat? compression) => new()
    {
        Format = format,
        Compression = compression,
        Level = parsed.GetValue(_level),
        Log = globals.DebugLog(parsed),
        Warn = globals.WarnLog(parsed),
    };

    /// <summary>Tells the digest of the manifest that was written: on standard output, and in the file that was asked for.</summary>
    public void Tell(ParseResult parsed, RawManifest manifest)
    {
        Console.Out.WriteLine(manifest.Digest);
        if (parsed.GetValue(_digestFile) is { } file)
        {
            File.WriteAllText(file, manifest.Digest.ToString());
        }
    }

    private static LayerFormat? Parse(string text, System.CommandLine.Parsing.ArgumentResult result)
    {
        switch (text)
        {
            case "gzip":
                return LayerFormat.Gzip;
            case "zstd":
                return LayerFormat.Zstd;
            case "zstd:chunked":
                return LayerFormat.ZstdChunked;
            case "none":
                return LayerFormat.Plain;
            default:
                result.AddError($"'{text}' is no value of --compression, which takes gzip|zstd|zstd:chunked|none");
                return null;
        }
    }
}
