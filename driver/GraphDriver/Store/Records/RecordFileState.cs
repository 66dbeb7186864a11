using GraphDriver.Store.Locks;

namespace GraphDriver.Store.Records;

/// <summary>What tells whether files of records changed: the last writer's token, and for hand-made changes their times.</summary>
internal readonly record struct RecordFileState(LastWrite Token, (long, uint)? StableTime, (long, uint)? VolatileTime);
