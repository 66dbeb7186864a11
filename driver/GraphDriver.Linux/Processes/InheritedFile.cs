namespace GraphDriver.Linux.Processes;

/// <summary>An open file that a started program gets.</summary>
/// <param name="Handle">The file here.</param>
/// <param name="Number">The descriptor number that it has there; 0, 1 and 2 are the standard streams.</param>
public readonly record struct InheritedFile(SafeFileHandle Handle, int Number);
