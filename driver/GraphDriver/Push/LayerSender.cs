using GraphDriver.Oci.Layers;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Transports;
using GraphDriver.Pull;

namespace GraphDriver.Push;

/// <summary>
/// Brings one layer to a destination: a blob that the destination has, or can take over, is not sent; a blob at hand that has the form
/// wanted is sent as it is; any other layer is encoded while it is sent.
/// </summary>
/// <param name="destination">Where layers go.</param>
/// <param name="form">What they are to be.</param>
/// <param name="memory">What was sent before, and where to; null remembers nothing.</param>
/// <param name="holders">The repositories that may have a blob.</param>
/// <param name="progress">Hears of it.</param>
/// <param name="log">Hears what is told at debug level.</param>
internal sealed class LayerSender(
    IImageDestination destination, PushForm form, PushedBlobs? memory, Func<DiffId, Descriptor, IEnumerable<ImageReference>> holders, IPushProgress progress, Action<string>? log)
{
    private readonly LayerEncoder _encoder = form.CreateEncoder();

    /// <summary>Brings the layer there and returns its descriptor there.</summary>
    /// <exception cref="InvalidDataException">Its bytes are not what they should be.</exception>
    /// <exception cref="IOException">Reading or sending failed.</exception>
    public async Task<Descriptor> SendAsync(OutgoingLayer layer, CancellationToken cancellationToken)
    {
        var remembered = memory?.Find(layer.DiffId, form) ?? [];
        foreach (var blob in remembered.Concat(layer.Known.Where(form.IsMetBy)).DistinctBy(blob => blob.Digest))
        {
            if (await destination.TryReuseBlobAsync(blob, holders(layer.DiffId, blob), cancellationToken))
            {
                progress.Reused(layer.Label);
                memory?.Remember(layer.DiffId, form, blob, destination.Repository);
                return blob;
            }
        }

        var sent = layer is { Blob: { } atHand, OpenBlob: { } open } && form.IsMetBy(atHand)
            ? await CopyAsync(layer, atHand, open, cancellationToken)
            : await EncodeAsync(layer, cancellationToken);
        memory?.Remember(layer.DiffId, form, sent, destination.Repository);
        progress.Sent(layer.Label);
        return sent;
    }

    private async Task<Descriptor> CopyAsync(
        OutgoingLayer layer, Descriptor blob, Func<Descriptor, CancellationToken, Task<Stream>> open, CancellationToken cancellationToken)
    {
        await destination.PutBlobAsync(blob, OpenAsync, cancellationToken);
        return blob;

        async Task<Stream> OpenAsync(CancellationToken token) => new CountingStream(await open(blob, token), count => progress.Read(layer.Label, count));
    }

    /// <summary>Opens the tar to be read ahead, but where whoever reads it leaves the work to others: who compresses it block by block has the time.</summary>
    private Stream Open(OutgoingLayer layer, CancellationToken cancellationToken)
    {
        var tar = layer.OpenTar(count => progress.Read(layer.Label, count), cancellationToken);
        return form.Layers is LayerFormat.Gzip or LayerFormat.Zstd && !layer.IsCompressed ? tar : new AheadTar(tar);
    }

    private async Task<Descriptor> EncodeAsync(OutgoingLayer layer, CancellationToken cancellationToken)
    {
        EncodedLayer? encoded = null;
        var sent = await destination.PutBlobAsync($"layer {layer.DiffId}", Encode, cancellationToken);
        if (encoded?.Obstacle is { } obstacle)
        {
            log?.Invoke($"layer {layer.DiffId} is zstd without a table of contents: {obstacle}");
        }

        return sent;

        Descriptor Encode(Stream target)
        {
            using var tar = Open(layer, cancellationToken);
            encoded = _encoder.Encode(tar, target, cancellationToken);
            return encoded.DiffId == layer.DiffId
                ? encoded.ToDescriptor()
                : throw new InvalidDataException($"layer {layer.DiffId}: its content has the DiffID {encoded.DiffId}");
        }
    }
}
