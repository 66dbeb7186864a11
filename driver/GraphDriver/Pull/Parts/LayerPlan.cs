namespace GraphDriver.Pull.Parts;

/// <summary>How a layer gets in, and why, for the log.</summary>
/// <param name="Way">The way.</param>
/// <param name="Reason">Why that one.</param>
internal readonly record struct LayerPlan(LayerWay Way, string Reason);
