namespace GraphDriver.Linux.Mounts;

/// <summary>An option of a file system.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Value">Null for one that is only set.</param>
public readonly record struct MountOption(string Key, string? Value = null)
{
    /// <summary>Splits <c>key=value</c> or <c>key</c>.</summary>
    /// <exception cref="FormatException">There is no key.</exception>
    public static MountOption Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var option = equals < 0 ? new MountOption(text) : new MountOption(text[..equals], text[(equals + 1)..]);
        return option.Key.Length > 0 ? option : throw new FormatException($"'{text}' is no mount option");
    }

    public override string ToString() => Value is null ? Key : $"{Key}={Value}";
}
