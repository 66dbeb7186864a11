namespace GraphDriver.Composefs.Erofs;

/// <summary>What an image is made for.</summary>
public enum ImageForm
{
    /// <summary>
    /// A file system of its own, as mkcomposefs writes it, mounted through overlayfs: what means something to overlayfs is escaped, and
    /// whiteouts in the root keep the object folders <c>00</c> to <c>ff</c> from showing.
    /// </summary>
    StandAlone,

    /// <summary>
    /// A layer of a container's overlay mount itself: whiteouts and opaque directories are real, nothing hides names of lower layers, and
    /// nothing is inline, as containers/storage finds contents by their redirects only.
    /// </summary>
    Layer,
}
