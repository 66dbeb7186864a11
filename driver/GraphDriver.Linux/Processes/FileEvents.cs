namespace GraphDriver.Linux.Processes;

/// <summary>What inotify(7) watches for.</summary>
[Flags]
public enum FileEvents : uint
{
    Modified = 0x02,
    ClosedAfterWrite = 0x08,
    MovedIn = 0x80,
    Created = 0x100,
    Deleted = 0x200,
    WatchedDeleted = 0x400,
}
