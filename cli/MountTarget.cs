using GraphDriver.Cli.Images;
using GraphDriver.Mounts;
using GraphDriver.Store;

namespace GraphDriver.Cli;

/// <summary>The image or container that an argument of <c>mount</c> and <c>unmount</c> names.</summary>
internal sealed record MountTarget(string Text, ImageRecord? Image, ContainerRecord? Container)
{
    /// <summary>The whole id.</summary>
    public string Id => Image?.Id.Hex ?? Container!.Id.Hex;

    /// <summary>Finds a container by its id or name, else an image as <c>images</c> names it, else a container by the beginning of its id.</summary>
    /// <exception cref="FileNotFoundException">There is neither.</exception>
    /// <exception cref="InvalidDataException">The text is the beginning of more than one id.</exception>
    public static MountTarget Find(ContainerStorage store, string text)
    {
        var container = store.Containers.Read().Find(text);
        if (container is not null && (container.Key == text || container.Names.Contains(text)))
        {
            return new MountTarget(text, null, container);
        }

        if (LocalImages.LookIn(store.Images.Read()).Find(text) is { } found)
        {
            return new MountTarget(text, found.Image, null);
        }

        return container is not null
            ? new MountTarget(text, null, container)
            : throw new FileNotFoundException($"{text}: there is no such image or container; 'graphdriver images' and 'graphdriver ps -a' list those that are here");
    }

    /// <summary>Mounts it, and returns where.</summary>
    public string Mount(StoreMounts mounts, bool requireVerity) =>
        Image is not null ? mounts.MountImage(Image, requireVerity) : mounts.MountContainer(Container!, requireVerity);

    /// <summary>Takes one user, or all, off its mount; null where it is not mounted.</summary>
    public int? Unmount(StoreMounts mounts, bool force) =>
        Image is not null ? mounts.UnmountImage(Image, force) : mounts.UnmountContainer(Container!, force, keepRunning: true);
}
