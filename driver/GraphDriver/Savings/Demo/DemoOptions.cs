namespace GraphDriver.Savings.Demo;

/// <summary>How large the demo is and where it works. The defaults are those of the talk.</summary>
public sealed record DemoOptions
{
    /// <summary>The folder that the demo makes its own folder in, absolute.</summary>
    public required string Parent { get; init; }

    /// <summary>How many images there are, each of one layer; at least 2.</summary>
    public int Images { get; init; } = 20;

    /// <summary>How many files an image has, about.</summary>
    public int Files { get; init; } = 7000;

    /// <summary>How many bytes an image's files have, about.</summary>
    public long Size { get; init; } = 180_000_000;

    /// <summary>How many bytes the file has in which the images differ.</summary>
    public int DifferingSize { get; init; } = 20_000;

    /// <summary>How many of the images are unpacked for plain overlay, 0 for none; null for as many as there is room for.</summary>
    public int? PlainImages { get; init; }

    /// <summary>Leaves the folder, for a look into it.</summary>
    public bool Keep { get; init; }

    /// <summary>Hears what is told at debug level; nobody where null.</summary>
    public Action<string>? Log { get; init; }
}
