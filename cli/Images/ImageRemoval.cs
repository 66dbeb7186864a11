using GraphDriver.Containers;
using GraphDriver.Store;

namespace GraphDriver.Cli.Images;

/// <summary>
/// Removes images by podman's rules: an image that is given by one of several names loses that name; given by its last
/// name or by its id it goes with all its layers that nothing else needs; given by its id while it has several names it
/// goes only by force. Force removes the containers of ours that use it, too.
/// </summary>
internal sealed class ImageRemoval(ContainerStorage storage, ContainerEngine containers, bool force)
{
    /// <summary>Removes what a text names.</summary>
    /// <exception cref="FileNotFoundException">There is no such image, and it is not forced.</exception>
    /// <exception cref="IOException">It is in use, or belongs to another store.</exception>
    public RemovedImage Remove(string text)
    {
        if (LocalImages.LookIn(storage.Images.Read()).Find(text) is not { } before)
        {
            RequireNotAdditional(text);
            return force ? new RemovedImage([], null) : throw new FileNotFoundException($"{text}: there is no such image");
        }

        if (force && !LosesNameOnly(before))
        {
            RemoveContainers(before.Image);
        }

        using var transaction = storage.BeginWrite();
        return LocalImages.LookIn(transaction.Images.Records).Find(text) is { } found ? Remove(transaction, found) : new RemovedImage([], null);
    }

    /// <summary>Removes an image with all its names; nothing where it is gone.</summary>
    /// <exception cref="StoreItemInUseException">It is in use.</exception>
    public RemovedImage RemoveWhole(ImageId id)
    {
        if (force && storage.Images.Read().Find(id) is { } before)
        {
            RemoveContainers(before);
        }

        using var transaction = storage.BeginWrite();
        return transaction.Images.Records.Find(id) is { } image ? Delete(transaction, image) : new RemovedImage([], null);
    }

    private static bool LosesNameOnly(FoundImage found) => found.Image.Names.Count > 1 && found.Name is not null;

    private static RemovedImage Delete(StorageTransaction transaction, ImageRecord image)
    {
        transaction.DeleteImage(image.Id);
        return new RemovedImage(image.Names, image.Id);
    }

    private RemovedImage Remove(StorageTransaction transaction, FoundImage found)
    {
        var image = found.Image;
        if (LosesNameOnly(found))
        {
            transaction.Images.RemoveNames(image.Id, [found.Name!]);
            transaction.Images.Save();
            return new RemovedImage([found.Name!], null);
        }

        return image.Names.Count <= 1 || force
            ? Delete(transaction, image)
            : throw new IOException($"the image {image.Id.ShortHex} has several names ({string.Join(", ", image.Names)}); remove it by them, or with --force");
    }

    // Another tool's container stays: that tool keeps a record of its own. It is named when the image turns out to be in use.
    private void RemoveContainers(ImageRecord image)
    {
        foreach (var container in containers.List().Where(container => container.Record.ImageId == image.Id))
        {
            containers.Remove(container, force: true);
        }
    }

    private void RequireNotAdditional(string text)
    {
        foreach (var store in storage.AdditionalStores)
        {
            if (store.Images is { } images && LocalImages.LookIn(images.Read()).Find(text) is not null)
            {
                throw new IOException($"{text} is an image of the additional store {store.Path}, which is read only");
            }
        }
    }
}
