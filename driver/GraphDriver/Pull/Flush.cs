using GraphDriver.Configuration;
using GraphDriver.Linux.Files;
using GraphDriver.Objects;
using GraphDriver.Store;

namespace GraphDriver.Pull;

/// <summary>Brings what was staged to the disk where <c>sync = "filesystem"</c> in storage.conf asks for it.</summary>
internal static class Flush
{
    public static void Run(ContainerStorage store)
    {
        if (store.Configuration.Sync == SyncMode.FileSystem)
        {
            var begun = DateTimeOffset.UtcNow;
            SyncFs.Flush(store.Root.Root);
            EntryTrust.RecordFlush(store.Root.Root, begun);
        }
    }
}
