namespace GraphDriver.Containers.Users;

/// <summary>A line of <c>/etc/group</c>, group(5).</summary>
public readonly record struct GroupEntry(string Name, uint Gid, IReadOnlyList<string> Members);
