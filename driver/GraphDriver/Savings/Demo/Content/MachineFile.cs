namespace GraphDriver.Savings.Demo.Content;

/// <summary>A regular file of the machine.</summary>
/// <param name="Path">Its path, absolute, one character a byte (Latin-1): any byte may be in a name.</param>
/// <param name="Size">Its length in bytes.</param>
internal readonly record struct MachineFile(string Path, long Size);
