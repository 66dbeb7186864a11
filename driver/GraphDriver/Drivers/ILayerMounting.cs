using GraphDriver.Mounts;
using GraphDriver.Store;

namespace GraphDriver.Drivers;

/// <summary>Mounts the chains of layers, and counts who uses a mount.</summary>
public interface ILayerMounting
{
    /// <summary>Mounts a layer over its parents, or adds a user to its mount.</summary>
    /// <returns>Where it is mounted, absolute.</returns>
    /// <exception cref="InvalidDataException">The layer, or a file of the store, is not as it should be; it is named.</exception>
    /// <exception cref="NotSupportedException">What is asked for cannot be kept here.</exception>
    /// <exception cref="StoreItemInUseException">It is mounted without what is asked for.</exception>
    /// <exception cref="Linux.LinuxException">The kernel refuses; nothing is mounted.</exception>
    string Mount(LayerId id, MountRequest request);

    /// <summary>Takes one user off a layer's mount, and the mount away with the last.</summary>
    /// <param name="id">The layer.</param>
    /// <param name="force">Takes the mount away whoever uses it.</param>
    /// <param name="keepRunning">Refuses to take the mount from a program that runs in it, unless forced.</param>
    /// <returns>How many users are left; null where the layer was not mounted.</returns>
    /// <exception cref="StoreItemInUseException">A program runs in it.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    int? Unmount(LayerId id, bool force = false, bool keepRunning = false);

    /// <summary>The mounts that are there, with the number of their users.</summary>
    /// <exception cref="InvalidDataException">The file that counts them is not as it should be.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    IReadOnlyList<MountPoint> ListMounts();
}
