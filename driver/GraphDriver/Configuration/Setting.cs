namespace GraphDriver.Configuration;

/// <summary>
/// One value of storage.conf (a string, bool, uint, string list or string dictionary, by the key's
/// <see cref="SettingKind"/>) and where it was set, for messages.
/// </summary>
internal readonly record struct Setting(object Value, string Origin);
