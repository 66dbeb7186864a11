namespace GraphDriver.Savings.Memory;

/// <summary>A process and its memory.</summary>
/// <param name="Pid">The process's number.</param>
/// <param name="Memory">Its memory.</param>
public readonly record struct MeasuredProcess(int Pid, ProcessMemory Memory);
