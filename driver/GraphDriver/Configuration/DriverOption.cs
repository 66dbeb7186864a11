namespace GraphDriver.Configuration;

/// <summary>One option for the driver, <c>key=value</c>, and where it was set, for messages.</summary>
internal readonly record struct DriverOption(string Key, string Value, string Origin)
{
    /// <summary>Splits <c>[overlay.]key=value</c>.</summary>
    /// <exception cref="InvalidDataException">There is no <c>=</c>.</exception>
    public static DriverOption Parse(string text, string origin)
    {
        var equals = text.IndexOf('=');
        if (equals <= 0)
        {
            throw new InvalidDataException($"{origin}: '{text}' must be an option of the form key=value");
        }

        var key = text[..equals].Trim().ToLowerInvariant();
        foreach (var prefix in (ReadOnlySpan<string>)["overlay.", "overlay2.", "."])
        {
            key = key.StartsWith(prefix, StringComparison.Ordinal) ? key[prefix.Length..] : key;
        }

        return new DriverOption(key, text[(equals + 1)..].Trim(), origin);
    }

    /// <summary>The options that storage.conf sets, in the order of containers/storage: the driver's own table comes last and wins.</summary>
    public static IEnumerable<DriverOption> From(StorageSettings settings)
    {
        foreach (var (key, option) in new[] { ("additionalimagestores", "imagestore"), ("additionallayerstores", "additionallayerstore") })
        {
            var path = SettingSchema.Options + key;
            foreach (var store in settings.List(path))
            {
                yield return new DriverOption(option, store, settings.Origin(path));
            }
        }

        if (settings.Count(SettingSchema.Options + "force_mask") is > 0 and var mask)
        {
            yield return new DriverOption("force_mask", Convert.ToString((int)Math.Min(mask, int.MaxValue), 8), settings.Origin(SettingSchema.Options + "force_mask"));
        }

        foreach (var table in new[] { SettingSchema.Options, SettingSchema.Overlay })
        {
            foreach (var key in SettingSchema.DriverKeys)
            {
                var path = table + key;
                var isText = SettingSchema.Kinds.GetValueOrDefault(path, SettingKind.Count) == SettingKind.Text;
                if (isText && !SettingSchema.WithoutEffect.Contains(path) && settings.Text(path) is { } value)
                {
                    yield return new DriverOption(key, value, settings.Origin(path));
                }
            }
        }
    }
}
