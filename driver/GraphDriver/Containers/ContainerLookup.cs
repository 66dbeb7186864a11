using GraphDriver.Store;

namespace GraphDriver.Containers;

/// <summary>Finds containers that this driver made, by id, name, or the beginning of an id.</summary>
internal static class ContainerLookup
{
    /// <summary>All containers of ours, oldest first.</summary>
    /// <exception cref="InvalidDataException">A file of the store is damaged.</exception>
    public static IReadOnlyList<Container> All(ContainerStore store) =>
        [.. store.Read().Records.Select(record => TryLoad(store, record)).OfType<Container>().OrderBy(container => container.Settings.Created.Moment)];

    /// <summary>One container.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">The text is the beginning of several ids.</exception>
    /// <exception cref="NotSupportedException">Another tool made it.</exception>
    public static Container Find(ContainerStore store, string text)
    {
        var record = Find(store.Read(), text);
        return TryLoad(store, record) ?? throw new NotSupportedException($"{text}: the container was made by another tool; use that tool");
    }

    /// <summary>The record of one container, whoever made it.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">The text is the beginning of several ids.</exception>
    public static ContainerRecord Find(ContainerSnapshot containers, string text)
    {
        var record = containers.Find(text);
        if (record is null && containers.StartingWith(text).Any())
        {
            throw new InvalidDataException($"{text}: more than one container has an id that begins so");
        }

        return record ?? throw new FileNotFoundException($"{text}: there is no such container; 'graphdriver ps -a' lists those that are here");
    }

    /// <summary>The container with an id, or null where it is gone or another tool's.</summary>
    public static Container? TryGet(ContainerStore store, ContainerId id) =>
        store.Read().Find(id) is { } record ? TryLoad(store, record) : null;

    private static Container? TryLoad(ContainerStore store, ContainerRecord record)
    {
        var name = $"{record.Id}/userdata/{ContainerSettings.FileName}";
        return store.Folder.ReadIfThere(name, ContainerSettings.MaxSize) is { } bytes
            ? new Container(record, ContainerSettings.Parse(bytes, store.Folder.PathOf(name)))
            : null;
    }
}
