using GraphDriver.Configuration;
using GraphDriver.Linux.Files;
using GraphDriver.Objects;
using GraphDriver.Store;

namespace GraphDriver.Layers;

/// <summary>Brings what was written to the disk where <c>sync = "filesystem"</c> in storage.conf asks for it.</summary>
/// <remarks>
/// What is to be published is flushed before it gets its names, outside all locks, since that may take long; a command that is done flushes once more,
/// so that the names are on the disk too. In between, a journal keeps the order: no name and no record is on the disk before what it names.
/// </remarks>
internal static class Flush
{
    /// <summary>Flushes the file system of the root, and notes that all that was written before has reached the disk.</summary>
    /// <exception cref="Linux.LinuxException">The call failed: what was written may be lost.</exception>
    public static void Run(ContainerStorage store)
    {
        if (IsAskedFor(store))
        {
            var begun = DateTimeOffset.UtcNow;
            SyncFs.Flush(store.Root.Root);
            EntryTrust.RecordFlush(store.Root.Root, begun);
        }
    }

    /// <summary>Whether storage.conf asks for it.</summary>
    public static bool IsAskedFor(ContainerStorage store) => store.Configuration.Sync == SyncMode.FileSystem;
}
