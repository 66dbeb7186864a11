using GraphDriver.Oci.Model;
using GraphDriver.Oci.Transports;
using GraphDriver.Store;

namespace GraphDriver.Checks.Repair;

/// <summary>Brings back documents of images: from another key or image that has the same, else from the registry that the image's name says.</summary>
internal sealed class DocumentRepair(ContainerStorage store, ImageOrigins origins, Action<string>? log)
{
    /// <summary>Mends one document.</summary>
    public async Task<RepairOutcome> RunAsync(Finding finding, CancellationToken cancellationToken)
    {
        var key = finding.DataKey!;
        if (store.Images.Read().Find(finding.Image) is not { } image)
        {
            return new RepairOutcome(finding, true, "the image was removed meanwhile");
        }

        if (DigestOf(image, key) is not { } digest)
        {
            return new RepairOutcome(finding, false, "nothing says what it should be");
        }

        if (TryFind(digest) is { } copy)
        {
            Write(image.Id, key, copy);
            return new RepairOutcome(finding, true, "taken from the store");
        }

        if (await origins.OpenAsync(image, cancellationToken).ConfigureAwait(false) is { } source && await FetchAsync(source, image, key, digest, cancellationToken).ConfigureAwait(false) is { } fetched)
        {
            Write(image.Id, key, fetched);
            return new RepairOutcome(finding, true, $"fetched from {source.Name}");
        }

        return new RepairOutcome(finding, false, "no registry that the image's name says gives it");
    }

    /// <summary>A key that is a digest cannot lie; the record, which may be what is damaged, is asked last.</summary>
    private static Digest? DigestOf(ImageRecord image, string key)
    {
        var named = key.StartsWith($"{ImageRecord.ManifestPrefix}-", StringComparison.Ordinal) ? key[(ImageRecord.ManifestPrefix.Length + 1)..] : key;
        if (Digest.TryParse(named, out var digest))
        {
            return digest;
        }

        return key == ImageRecord.ManifestPrefix && !image.Digest.IsEmpty ? image.Digest
            : image.BigData.Digests.TryGetValue(key, out var text) && Digest.TryParse(text, out digest) ? digest : null;
    }

    private byte[]? TryFind(Digest digest)
    {
        foreach (var image in store.Images.Read().Records)
        {
            foreach (var key in image.BigData.Names.Where(key => DigestOf(image, key) == digest))
            {
                if (TryRead(image.Id, key) is { } content && digest.IsOf(content))
                {
                    return content;
                }
            }
        }

        return null;
    }

    private byte[]? TryRead(ImageId image, string key)
    {
        try
        {
            return store.Images.ReadBigData(image, key);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private async Task<byte[]?> FetchAsync(IImageSource source, ImageRecord image, string key, Digest digest, CancellationToken cancellationToken)
    {
        try
        {
            if (key.StartsWith(ImageRecord.ManifestPrefix, StringComparison.Ordinal))
            {
                var manifest = await source.ReadManifestAsync(digest, cancellationToken).ConfigureAwait(false);
                return digest.IsOf(manifest.Bytes) ? manifest.Bytes : null;
            }

            if (StoredDocuments.ReadManifest(store, image) is { } named && named.Config.Digest == digest && named.Config.Size <= ImageConfig.MaxSize)
            {
                await using var blob = await source.OpenBlobAsync(named.Config, cancellationToken).ConfigureAwait(false);
                using var bytes = new MemoryStream();
                await blob.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
                return bytes.ToArray();
            }
        }
        catch (Exception error) when (error is IOException or InvalidDataException or NotSupportedException)
        {
            log?.Invoke($"{digest} of {source.Name}: {error.Message}");
        }

        return null;
    }

    private void Write(ImageId image, string key, byte[] content)
    {
        using var transaction = store.Images.BeginWrite();
        if (transaction.Records.Find(image) is not null)
        {
            transaction.WriteBigData(image, key, content);
            transaction.Save();
        }
    }
}
