namespace GraphDriver.Savings.Demo;

/// <summary>How much room the demo needs on the disk. Blobs in the registry are gone before plain trees are unpacked.</summary>
internal sealed class DemoSpace
{
    // A file takes whole blocks; a store has its metadata beside its files; a compressed layer is smaller than its tar.
    private const double BlocksAndMetadata = 1.2;
    private const double Blob = 0.7;
    private const double FurtherImage = 0.03;

    private readonly DemoOptions _options;
    private readonly long _free;

    /// <param name="options">How large the demo is.</param>
    /// <param name="free">The bytes that are free.</param>
    public DemoSpace(DemoOptions options, long free) => (_options, _free) = (options, free);

    /// <summary>The bytes that are needed without the plain trees.</summary>
    public long WithoutPlain => (long)(Store + (_options.Size * (1 + (Blob * _options.Images))));

    /// <summary>The bytes that are needed with all plain trees that are asked for.</summary>
    public long WithPlain => Math.Max(WithoutPlain, PlainTrees(WantedPlainImages));

    /// <summary>How many images are to be unpacked for plain overlay.</summary>
    private int WantedPlainImages => Math.Min(_options.PlainImages ?? _options.Images, _options.Images);

    private double Store => _options.Size * (BlocksAndMetadata + (FurtherImage * _options.Images));

    /// <summary>How many images can be unpacked for plain overlay.</summary>
    /// <exception cref="IOException">There is not even room for the rest, or not for the number that was asked for.</exception>
    public int PlainImages()
    {
        if (_free < WithoutPlain)
        {
            throw new IOException($"{_options.Parent} has {Megabytes(_free)} free, and the demo needs {Megabytes(WithoutPlain)}: name another folder by --dir, or ask for less by --images and --size");
        }

        var fitting = WantedPlainImages;
        while (fitting > 0 && PlainTrees(fitting) > _free)
        {
            fitting--;
        }

        return fitting < WantedPlainImages && _options.PlainImages is { } wanted
            ? throw new IOException($"{_options.Parent} has {Megabytes(_free)} free, and {wanted} plain trees need {Megabytes(WithPlain)}: ask for {fitting} by --plain-images")
            : fitting;
    }

    private long PlainTrees(int images) => (long)(Store + (_options.Size * (1 + (BlocksAndMetadata * images))));

    private static string Megabytes(long bytes) => $"{bytes / 1_000_000} MB";
}
