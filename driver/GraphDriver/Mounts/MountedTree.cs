using GraphDriver.Drivers;
using GraphDriver.Linux.Files;
using GraphDriver.Store;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Mounts;

/// <summary>A layer's mount while somebody reads it: disposing takes this user off it.</summary>
internal sealed class MountedTree : IDisposable
{
    private readonly ILayerMounting _mounting;
    private readonly LayerId _layer;

    private MountedTree(ILayerMounting mounting, LayerId layer, MountRequest request)
    {
        (_mounting, _layer) = (mounting, layer);
        var path = mounting.Mount(layer, request);
        try
        {
            Root = OpenAt.Open(path, OpenFlags.ReadOnly | OpenFlags.Directory);
        }
        catch
        {
            mounting.Unmount(layer);
            throw;
        }
    }

    /// <summary>Mounts a layer to be read: a container's as its container has it, which may use the mount too, any other one read-only.</summary>
    /// <inheritdoc cref="ILayerMounting.Mount" path="/exception"/>
    public static MountedTree Mount(ContainerStorage storage, ILayerMounting mounting, LayerId layer) => new(mounting, layer, new MountRequest
    {
        ReadOnly = storage.Layers.Read().Find(layer) is not { IsReadWrite: true },
        Options = storage.Configuration.MountOptions,
        RequireVerity = storage.Configuration.RequiresVerity,
    });

    /// <summary>The root of the mount.</summary>
    public SafeFileHandle Root { get; }

    public void Dispose()
    {
        // What is open would keep the mount.
        Root.Dispose();
        _mounting.Unmount(_layer);
    }
}
