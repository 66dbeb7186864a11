using System.Text;
using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports;
using GraphDriver.Push;
using GraphDriver.Testing;

namespace GraphDriver.Tests.Push;

public sealed class ImageConverterTests : IDisposable
{
    private static readonly byte[] Tar = new TarBuilder().Directory("etc/").File("etc/a", "content").End().ToArray();

    private readonly string _folder = Directory.CreateTempSubdirectory("graphdriver-convert-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(LayerFormat.Gzip)]
    [InlineData(LayerFormat.Zstd)]
    [InlineData(LayerFormat.ZstdChunked)]
    [InlineData(LayerFormat.Plain)]
    public async Task Layers_change_their_form_and_the_configuration_nothing(LayerFormat form)
    {
        var config = WriteImage(Tar);
        var first = await ConvertAsync(form, "oci:" + _folder + "/one");
        Assert.Equal(first.Bytes, (await ConvertAsync(form, "oci:" + _folder + "/two")).Bytes);
        await using var source = await OpenAsync($"oci:{_folder}/one");
        var manifest = (Manifest)ManifestParser.Parse((await source.ReadManifestAsync(null, default)).Bytes, null, "converted");
        Assert.Equal(Digest.Sha256Of(config), manifest.Config.Digest);
        await using var tar = LayerDecompressor.Open(await source.OpenBlobAsync(manifest.Layers[0], default), out _);
        var copy = new MemoryStream();
        tar.CopyTo(copy);
        Assert.Equal(Tar, copy.ToArray());
        Assert.True(new PushForm(MediaType.OciManifest, form, null).IsMetBy(manifest.Layers[0]));
    }

    [Fact]
    public async Task A_layer_that_the_configuration_does_not_name_is_refused_and_nothing_is_left()
    {
        WriteImage(Tar, diffId: Digest.Sha256Of("another"u8));
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => ConvertAsync(LayerFormat.Gzip, $"oci:{_folder}/out"));
        Assert.Contains(Digest.Sha256Of("another"u8).ToString(), error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists($"{_folder}/out"));
    }

    [Fact]
    public async Task A_damaged_layer_is_refused_and_nothing_is_left()
    {
        WriteImage(Tar);
        var blob = Path.Combine(_folder, "source", Digest.Sha256Of(Tar).Hex);
        var damaged = File.ReadAllBytes(blob);
        damaged[600] ^= 1;
        File.WriteAllBytes(blob, damaged);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => ConvertAsync(LayerFormat.Gzip, $"oci-archive:{_folder}/out.tar"));
        Assert.Contains($"blob {Digest.Sha256Of(Tar)}", error.Message, StringComparison.Ordinal);
        Assert.Equal(["source"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName));
    }

    /// <summary>Writes an image of one plain layer as <c>dir:</c> has it; returns its configuration.</summary>
    private byte[] WriteImage(byte[] tar, Digest? diffId = null)
    {
        var config = Encoding.UTF8.GetBytes($$$"""{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["{{{diffId ?? Digest.Sha256Of(tar)}}}"]}}""");
        var manifest = new Manifest
        {
            MediaType = MediaType.OciManifest,
            Config = new Descriptor { MediaType = MediaType.OciConfig, Digest = Digest.Sha256Of(config), Size = config.Length },
            Layers = [new Descriptor { MediaType = MediaType.OciLayer, Digest = Digest.Sha256Of(tar), Size = tar.Length }],
        };
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "source")).FullName;
        File.WriteAllBytes(Path.Combine(folder, "manifest.json"), ManifestWriter.Write(manifest));
        File.WriteAllBytes(Path.Combine(folder, manifest.Config.Digest.Hex), config);
        File.WriteAllBytes(Path.Combine(folder, manifest.Layers[0].Digest.Hex), tar);
        return config;
    }

    private async Task<RawManifest> ConvertAsync(LayerFormat form, string to)
    {
        var factory = new ImageDestinationFactory((_, _) => throw new InvalidOperationException("not a registry"), flush: false);
        await using var source = await OpenAsync($"dir:{_folder}/source");
        await using var destination = await factory.OpenAsync(TransportReference.Parse(to), default);
        return await new ImageConverter(source, destination, new PushSettings { Compression = form }, new Silence()).ConvertAsync(new Platform("linux", "amd64", null), default);
    }

    private static Task<IImageSource> OpenAsync(string reference) =>
        new ImageSourceFactory((_, _) => throw new InvalidOperationException("not a registry")).OpenAsync(TransportReference.Parse(reference), default);

    private sealed class Silence : IPushProgress
    {
        public void Started(IReadOnlyList<Descriptor> layers)
        {
        }

        public void Reused(Descriptor layer)
        {
        }

        public void Read(Descriptor layer, int bytes)
        {
        }

        public void Sent(Descriptor layer)
        {
        }
    }
}
