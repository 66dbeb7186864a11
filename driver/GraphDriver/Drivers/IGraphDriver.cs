namespace GraphDriver.Drivers;

/// <summary>
/// A graph driver: keeps the layers of images and containers on the disk, and mounts them. Its name is that of
/// containers/storage, where the layers form a graph: each stands on at most one other, its parent.
/// </summary>
/// <remarks>
/// <para><b>Vocabulary.</b> A <i>layer</i> is a set of changes to the file tree below it. A layer of an image is finished: it was
/// made from a tar stream, whose digest is its <i>DiffID</i>, and never changes. A <i>read-write layer</i> belongs to one
/// container and begins empty. The <i>chain</i> of a layer is itself, its parent and so on down to a base layer; what
/// a mount shows is the chain, laid over each other. A <i>whiteout</i> in a layer hides what the layers below have. The
/// <i>record</i> of a layer (<see cref="Store.LayerRecord"/>) says that it is there: a directory without a record is what a
/// process that died has left, and a record marked incomplete is removed by whoever finds it.</para>
///
/// <para><b>Life cycle.</b></para>
/// <code>
///   blob ──Stage──▶ staged ──Commit──▶ finished ──Mount──▶ mounted (read-only) ──Unmount──▶ finished ──Remove──▶ gone
///                     └─Dispose──▶ gone    │ └──Diff──▶ tar stream
///                                          └──Create──▶ read-write ──Mount──▶ mounted ──Unmount──▶ read-write ──Remove──▶ gone
///                                                           └──Diff──▶ tar stream ──Stage──▶ …
/// </code>
/// <para>A staged layer is nobody's parent and in no listing. Staging needs no parent and no lock, so any number of layers
/// are staged side by side; committing is short, needs the parent, and goes from the lowest layer up.
/// <see cref="LayerApplication.Apply"/> does both for one layer. A layer that has children, or is mounted, cannot be removed.</para>
///
/// <para><b>A walk-through.</b> An image of two layers is taken in and a container run on it:</para>
/// <code>
///   var driver = GraphDrivers.Of(storage);
///   var lower = driver.Apply(firstBlob, parent: default);
///   var upper = driver.Apply(secondBlob, lower);                  // its whiteouts hide files of lower
///
///   using (var transaction = storage.BeginWrite())
///   {
///       container = driver.Create(transaction.Layers, new ReadWriteLayer { Parent = upper }).Id;
///       // … the container's own record, under the same lock
///   }
///
///   var path = driver.Mount(container, new MountRequest());       // …/merged shows both layers; what is written goes to container
///   driver.Unmount(container);                                    // the mount goes with its last user
///
///   using (var tar = driver.Diff(upper)) { … }                    // secondBlob's tar, byte for byte
///   var third = driver.Apply(driver.Diff(container), upper);      // what was written to the container, as a layer of an image
///
///   using (var layers = storage.Layers.BeginWrite())
///   {
///       driver.Remove(layers, container);                         // children before parents
///       driver.Remove(layers, upper);
///       driver.Remove(layers, lower);
///   }
/// </code>
///
/// <para><b>Locks.</b> podman and others of us work on the same store. <see cref="ILayerLifecycle"/> acts within a transaction of the
/// caller, who as a rule changes more under the same lock; every other method takes the locks that it needs for as long as it needs
/// them, and none holds a lock while a layer's bytes flow. So no other method may be called within a transaction.</para>
///
/// <para><b>Failure.</b> Every method leaves the store as it was when it throws, and a kill at any moment leaves a store that opens.
/// <see cref="InvalidDataException"/> means that bytes are wrong, of a blob or of the store; <see cref="NotSupportedException"/> that
/// this driver or kernel cannot do it; <see cref="Store.StoreItemInUseException"/> that something has to go first; any other
/// <see cref="IOException"/> that a call failed or that the parent is gone.</para>
///
/// <para>An implementation passes the tests of <c>GraphDriverContract</c>.</para>
/// </remarks>
public interface IGraphDriver : ILayerLifecycle, ILayerMounting, ILayerTars, ILayerComparison, IDriverStatus
{
}
