namespace GraphDriver.Oci.Layers.Tar;

/// <summary>An entry of a new tar with its content.</summary>
/// <param name="Description">What it says.</param>
/// <param name="Content">
/// At least <see cref="TarEntryDescription.Size"/> bytes; null where there are none. It is disposed by who writes the entry.
/// </param>
public readonly record struct TarStreamEntry(TarEntryDescription Description, Stream? Content = null);
