using System.Collections.Concurrent;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports;

namespace GraphDriver.Push;

/// <summary>Brings what an image consists of to a destination, all side by side, and says what its manifest is there.</summary>
internal sealed class ImageSender(IImageDestination destination, PushSettings settings, IPushProgress progress)
{
    /// <summary>Sends layers and configuration; the manifest is left to the caller.</summary>
    /// <param name="image">The image.</param>
    /// <param name="form">The form that it is to have.</param>
    /// <param name="layers">Sends one layer.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The manifest: the image's own, byte for byte, where nothing of it changes.</returns>
    /// <exception cref="InvalidDataException">Bytes are not what they should be.</exception>
    /// <exception cref="IOException">Reading or sending failed.</exception>
    public async Task<RawManifest> SendAsync(OutgoingImage image, PushForm form, LayerSender layers, CancellationToken cancellationToken)
    {
        var distinct = image.Layers.DistinctBy(layer => layer.DiffId).ToList();
        progress.Started([.. distinct.Select(layer => layer.Label)]);
        var sent = new ConcurrentDictionary<DiffId, Descriptor>();
        Func<CancellationToken, Task>[] parts =
        [
            token => SendConfigAsync(form.ConfigOf(image.Manifest), image.RawConfig, token),
            .. distinct.Select(layer => (Func<CancellationToken, Task>)(async token => sent[layer.DiffId] = await layers.SendAsync(layer, token))),
        ];
        var options = new ParallelOptions { MaxDegreeOfParallelism = 1 + settings.ParallelLayers, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(parts, options, async (send, token) => await send(token));
        return image.Rewrite(form, image.Layers.Select(layer => sent[layer.DiffId]));
    }

    private async Task SendConfigAsync(Descriptor config, byte[] bytes, CancellationToken cancellationToken)
    {
        if (!await destination.TryReuseBlobAsync(config, [], cancellationToken))
        {
            await destination.PutBlobAsync(config, _ => Task.FromResult<Stream>(new MemoryStream(bytes, writable: false)), cancellationToken);
        }
    }
}
