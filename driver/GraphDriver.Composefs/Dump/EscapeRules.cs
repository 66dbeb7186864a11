namespace GraphDriver.Composefs.Dump;

/// <summary>What, besides backslashes and bytes that do not print, is escaped in a field of a dump.</summary>
[Flags]
internal enum EscapeRules
{
    None = 0,
    KeepSpace = 1,
    Equals = 2,
    LoneDash = 4,
}
