namespace GraphDriver.Cli;

/// <summary>How much is printed on standard error, most first.</summary>
internal enum LogLevel
{
    Debug,
    Info,
    Warn,
    Error,
}
