using GraphDriver.Store;

namespace GraphDriver.Cli.Images;

/// <summary>
/// Removes images by podman's rules: an image that is given by one of several names loses that name; given by its last
/// name or by its id it goes with all its layers that nothing else needs; given by its id while it has several names it
/// goes only by force.
/// </summary>
internal sealed class ImageRemoval(StorageTransaction storage, IReadOnlyList<AdditionalStore> additional, bool force)
{
    /// <summary>Removes what a text names.</summary>
    /// <exception cref="FileNotFoundException">There is no such image, and it is not forced.</exception>
    /// <exception cref="IOException">It is in use, or belongs to another store.</exception>
    public RemovedImage Remove(string text)
    {
        var found = new ImageLookup(storage.Images.Records).Find(text);
        if (found is null)
        {
            RequireNotAdditional(text);
            return force ? new RemovedImage([], null) : throw new FileNotFoundException($"{text}: there is no such image");
        }

        var (image, name) = found;
        if (image.Names.Count > 1 && name is not null)
        {
            storage.Images.RemoveNames(image.Id, [name]);
            storage.Images.Save();
            return new RemovedImage([name], null);
        }

        return image.Names.Count <= 1 || force
            ? Delete(image)
            : throw new IOException($"the image {image.Id.ShortHex} has several names ({string.Join(", ", image.Names)}); remove it by them, or with --force");
    }

    /// <summary>Removes an image with all its names.</summary>
    /// <exception cref="StoreItemInUseException">It is in use.</exception>
    public RemovedImage RemoveWhole(string id) =>
        storage.Images.Records.Find(id) is { } image ? Delete(image) : new RemovedImage([], null);

    private RemovedImage Delete(ImageRecord image)
    {
        storage.DeleteImage(image.Id);
        return new RemovedImage(image.Names, image.Id);
    }

    private void RequireNotAdditional(string text)
    {
        foreach (var store in additional)
        {
            if (store.Images is { } images && new ImageLookup(images.Read()).Find(text) is not null)
            {
                throw new IOException($"{text} is an image of the additional store {store.Path}, which is read only");
            }
        }
    }
}
