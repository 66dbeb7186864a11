namespace GraphDriver.Store;

/// <summary>A range of user or group ids: <paramref name="Size"/> ids from <paramref name="ContainerId"/> on inside are those from <paramref name="HostId"/> on outside.</summary>
public readonly record struct IdMapping(uint ContainerId, uint HostId, uint Size);
