namespace GraphDriver.Linux.Xattrs;

/// <summary>An extended attribute: both parts are bytes.</summary>
/// <param name="Name">With its namespace, for example <c>user.x</c>.</param>
/// <param name="Value">May be empty.</param>
public readonly record struct Xattr(byte[] Name, byte[] Value);
