namespace GraphDriver.Checks.Repair;

/// <summary>What became of a finding.</summary>
/// <param name="Finding">What was found.</param>
/// <param name="IsMended">Whether it is no more.</param>
/// <param name="Note">How it was mended, or why not, in words for users.</param>
public sealed record RepairOutcome(Finding Finding, bool IsMended, string Note);
