namespace GraphDriver.Savings.Demo;

/// <summary>How long a part of the demo took.</summary>
/// <param name="Name">What it did, in words.</param>
/// <param name="Time">How long.</param>
public readonly record struct PhaseTime(string Name, TimeSpan Time);
