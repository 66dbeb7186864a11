namespace GraphDriver.Cli.Composefs;

/// <summary>An option that a drop-in tool knows.</summary>
/// <param name="Name">Without its dashes: one letter is a short option, more are a long one.</param>
/// <param name="TakesValue">Whether a value has to follow.</param>
internal readonly record struct LongOption(string Name, bool TakesValue = false);
