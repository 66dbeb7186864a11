namespace GraphDriver.Mounts;

/// <summary>How a layer is to be mounted.</summary>
public sealed record MountRequest
{
    /// <summary>Mounts the layer itself read-only, in place of writing to it.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Options as mount(8) and storage.conf name them, for example <c>nodev</c> or <c>metacopy=on</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Changes need not survive a crash: nothing is flushed (overlayfs' <c>volatile</c>).</summary>
    public bool Volatile { get; init; }

    /// <summary>Every file's content must have the fs-verity digest that its layer names.</summary>
    public bool RequireVerity { get; init; }

    /// <summary>The SELinux label of all files; empty for none.</summary>
    public string Label { get; init; } = "";
}
