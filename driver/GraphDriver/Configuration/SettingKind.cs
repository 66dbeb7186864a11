namespace GraphDriver.Configuration;

/// <summary>The type that a key of storage.conf has.</summary>
internal enum SettingKind
{
    /// <summary>A string.</summary>
    Text,

    /// <summary>A TOML boolean.</summary>
    Flag,

    /// <summary>An unsigned 32-bit integer.</summary>
    Count,

    /// <summary>An array of strings, which may hold <c>{append=true}</c>.</summary>
    List,

    /// <summary>A table of free keys whose values are strings.</summary>
    Map,
}
