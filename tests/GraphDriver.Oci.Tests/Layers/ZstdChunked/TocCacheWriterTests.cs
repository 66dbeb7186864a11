using System.Text;
using System.Text.Json.Nodes;
using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Tests.Layers.ZstdChunked;

public sealed class TocCacheWriterTests
{
    private static readonly Digest Empty = Digest.Sha256Of([]);

    public static TheoryData<string> Names => new(TocDocument.Names);

    [Theory]
    [MemberData(nameof(Names))]
    public void Caches_are_those_of_podman_byte_for_byte(string name)
    {
        var document = TocDocument.Read(name);
        using var cache = new TocCacheWriter(forHardLinks: true);
        foreach (var file in FilesOfFlatLayer(document))
        {
            var entry = TocDocument.Entry(file);
            cache.Add(entry, Encoding.ASCII.GetBytes($"{entry.Digest.Hex[..2]}/{entry.Digest.Hex[2..]}"));
        }

        Assert.False(cache.IsEmpty);
        Assert.False(cache.IsTooLarge);
        Assert.Equal(document.Cache, Written(cache));
    }

    [Fact]
    public void Owner_mode_and_attributes_tell_files_apart_but_content_does_not()
    {
        var plain = Tags(new TocEntry { Type = TocEntryType.RegularFile, Name = "f"u8, Size = 1, Digest = Empty });
        Assert.Equal(2, plain.Count);
        AssertOneTagDiffers(new TocEntry { Type = TocEntryType.RegularFile, Name = "f"u8, Size = 1, Digest = Empty, Uid = 1 });
        AssertOneTagDiffers(new TocEntry { Type = TocEntryType.RegularFile, Name = "f"u8, Size = 1, Digest = Empty, Gid = 1 });
        AssertOneTagDiffers(new TocEntry { Type = TocEntryType.RegularFile, Name = "f"u8, Size = 1, Digest = Empty, Mode = 8 });
        AssertOneTagDiffers(new TocEntry { Type = TocEntryType.RegularFile, Name = "f"u8, Size = 1, Digest = Empty, Xattrs = [new TarXattr("user.a"u8.ToArray(), [])] });
        Assert.Equal(plain, Tags(new TocEntry { Type = TocEntryType.RegularFile, Name = "other"u8, Size = 1, Digest = Empty, Mtime = new(1, 0) }));

        void AssertOneTagDiffers(in TocEntry entry) => Assert.Single(Tags(entry).Except(plain));
    }

    [Fact]
    public void Without_hard_links_files_are_found_by_content_alone()
    {
        using var cache = new TocCacheWriter(forHardLinks: false);
        cache.Add(new TocEntry { Type = TocEntryType.RegularFile, Name = "f"u8, Size = 1, Digest = Empty }, "path"u8);
        Assert.Single(Tags(cache));
    }

    [Fact]
    public void Entries_without_content_add_nothing()
    {
        using var cache = new TocCacheWriter(forHardLinks: true);
        cache.Add(new TocEntry { Type = TocEntryType.Directory, Name = "d/"u8 }, "d"u8);
        Assert.True(cache.IsEmpty);
    }

    /// <summary>What podman's makeEntriesFlat keeps: each content once; an empty file counts as one too.</summary>
    private static List<JsonObject> FilesOfFlatLayer(TocDocument document)
    {
        var files = document.Entries.Where(entry => (string?)entry["type"] == "reg").ToList();
        foreach (var file in files.Where(file => file["digest"] is null))
        {
            file["digest"] = Empty.ToString();
        }

        return [.. files.DistinctBy(file => (string?)file["digest"])];
    }

    private static List<string> Tags(in TocEntry entry)
    {
        using var cache = new TocCacheWriter(forHardLinks: true);
        cache.Add(entry, "path"u8);
        return Tags(cache);
    }

    private static List<string> Tags(TocCacheWriter cache)
    {
        const int TagLength = 55;
        var bytes = Written(cache);
        var count = BitConverter.ToInt32(bytes, 44) / TagLength;
        return [.. Enumerable.Range(0, count).Select(index => Convert.ToHexString(bytes, 68 + index * TagLength, TagLength))];
    }

    private static byte[] Written(TocCacheWriter cache)
    {
        var bytes = new MemoryStream();
        cache.WriteTo(bytes);
        return bytes.ToArray();
    }
}
