using GraphDriver.Store;

namespace GraphDriver.Cli.Images;

/// <summary>An image of a listing, and whether it belongs to an additional store.</summary>
internal readonly record struct ListedImage(ImageRecord Image, bool IsReadOnly)
{
    /// <summary>All images; of those that several stores have the first.</summary>
    public static IEnumerable<ListedImage> All(StorageSnapshot snapshot) =>
        snapshot.Images.Records.Select(image => new ListedImage(image, false))
            .Concat(snapshot.AdditionalImages.SelectMany(images => images.Records).Select(image => new ListedImage(image, true)))
            .DistinctBy(listed => listed.Image.Id);

    /// <summary>The stores that hold them, in the order in which they are looked into.</summary>
    public static IReadOnlyList<ImageStore> Stores(ContainerStorage storage) =>
        [storage.Images, .. storage.AdditionalStores.Select(store => store.Images).OfType<ImageStore>()];
}
