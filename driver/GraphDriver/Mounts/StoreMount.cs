using GraphDriver.Store;

namespace GraphDriver.Mounts;

/// <summary>A mount and what it is of: an image, a container, or neither where only the layer is known.</summary>
public sealed record StoreMount(MountPoint Mount, ImageRecord? Image, ContainerRecord? Container);
