using GraphDriver.Store.Files;

namespace GraphDriver.Store.Records;

/// <summary>One file of records in its folder.</summary>
internal sealed record RecordFileName(StoreFolder Folder, string Name)
{
    public string FullPath => Folder.PathOf(Name);

    public byte[]? ReadIfThere(int maximum) => Folder.ReadIfThere(Name, maximum);

    public (long Seconds, uint Nanoseconds)? ModificationTime() => Folder.ModificationTime(Name);

    public void Write(ReadOnlySpan<byte> content, bool flush) => Folder.WriteWhole(Name, content, flush);
}
