using GraphDriver.Configuration;

namespace GraphDriver.Quotas;

/// <summary>The most that a container may write to its layer.</summary>
/// <param name="Size">Bytes of disk; 0 for no limit.</param>
/// <param name="Inodes">Files, directories and links, the layer's own few among them; 0 for no limit.</param>
public readonly record struct LayerQuota(long Size, long Inodes)
{
    /// <summary>Whether there is no limit.</summary>
    public bool IsNone => this == default;

    /// <summary>This quota with one limit set anew.</summary>
    /// <param name="option"><c>size=10G</c> or <c>inodes=1000</c>, as <c>--storage-opt</c> has it.</param>
    /// <exception cref="InvalidDataException">The option is none of these.</exception>
    public LayerQuota With(string option)
    {
        ArgumentNullException.ThrowIfNull(option);
        var equals = option.IndexOf('=', StringComparison.Ordinal);
        var key = equals < 0 ? "" : option[..equals].ToLowerInvariant();
        var value = option[(equals + 1)..];
        return key switch
        {
            "size" => this with { Size = OptionText.ToBytes(value, $"--storage-opt {key}") },
            "inodes" => this with { Inodes = OptionText.ToCount(value, $"--storage-opt {key}") },
            _ => throw new InvalidDataException($"--storage-opt {option}: give size=BYTES, such as size=10G, or inodes=NUMBER"),
        };
    }
}
