namespace GraphDriver.Linux.Processes;

/// <summary>What poll(2) waits for and reports.</summary>
[Flags]
public enum PollEvents : short
{
    None = 0,
    Readable = 0x01,
    Writable = 0x04,
    Error = 0x08,
    HangUp = 0x10,
    Invalid = 0x20,
}
