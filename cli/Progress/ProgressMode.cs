namespace GraphDriver.Cli.Progress;

/// <summary>The values of <c>--progress</c>.</summary>
internal enum ProgressMode
{
    /// <summary>Live bars on a terminal, plain lines elsewhere.</summary>
    Auto,
    Plain,
    Json,
    None,
}
