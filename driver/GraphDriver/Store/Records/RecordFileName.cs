using System.Buffers;
using GraphDriver.Store.Files;

namespace GraphDriver.Store.Records;

/// <summary>One file of records in its folder.</summary>
internal sealed record RecordFileName(StoreFolder Folder, string Name)
{
    public string FullPath => Folder.PathOf(Name);

    public (long Seconds, uint Nanoseconds)? ModificationTime() => Folder.ModificationTime(Name);

    public void Write(Action<IBufferWriter<byte>> content, bool flush) => Folder.WriteWhole(Name, content, flush);
}
