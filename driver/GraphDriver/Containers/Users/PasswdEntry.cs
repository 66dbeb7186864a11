namespace GraphDriver.Containers.Users;

/// <summary>A line of <c>/etc/passwd</c>, passwd(5).</summary>
public readonly record struct PasswdEntry(string Name, uint Uid, uint Gid, string Home);
