using System.Text;
using GraphDriver.Oci.Layers.ZstdChunked;
using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Tests.Layers.ZstdChunked;

public sealed class TocCacheReaderTests
{
    private static readonly Digest File = Digest.Sha256Of("file"u8);
    private static readonly Digest Chunk = Digest.Sha256Of("chunk"u8);

    public static TheoryData<string> Names => new(TocDocument.Names);

    [Theory]
    [MemberData(nameof(Names))]
    public void Caches_of_podman_name_the_objects_of_a_flat_layer(string name)
    {
        var cache = TocCacheReader.Open(TocDocument.Read(name).Cache)!;
        var (objects, others) = (0, 0);
        cache.Visit((ReadOnlySpan<byte> sha256, in TocCacheLocation location) =>
        {
            var hex = Convert.ToHexStringLower(sha256);
            _ = Encoding.ASCII.GetString(cache.Name(location.NamePosition)) == $"{hex[..2]}/{hex[2..]}" && location.Offset == 0 ? objects++ : others++;
        });

        Assert.True(objects > 0);
        Assert.True(others >= objects, "every file has a second tag");
    }

    [Fact]
    public void What_was_written_is_read()
    {
        var found = new List<(string Digest, string Name, long Offset, long Length)>();
        var cache = TocCacheReader.Open(Written())!;
        cache.Visit((ReadOnlySpan<byte> sha256, in TocCacheLocation location) => found.Add(
            (Convert.ToHexStringLower(sha256), Encoding.ASCII.GetString(cache.Name(location.NamePosition)), location.Offset, location.Length)));

        Assert.Equal(3, found.Count);
        Assert.Contains((File.Hex, "usr/bin/large", 0, 5_000_000_000), found);
        Assert.Contains((Chunk.Hex, "usr/bin/large", 1_000_000, 70_000), found);
    }

    [Fact]
    public void Another_version_is_not_read()
    {
        var bytes = Written();
        bytes[0] = 4;
        Assert.Null(TocCacheReader.Open(bytes));
    }

    [Fact]
    public void A_cache_that_is_cut_short_is_refused()
    {
        var bytes = Written();
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => TocCacheReader.Open(bytes.AsMemory(0, length)));
        }
    }

    [Fact]
    public void Any_damaged_byte_is_refused_or_read_as_something_else_but_never_read_past_the_end()
    {
        var whole = Written();
        for (var at = 0; at < whole.Length; at++)
        {
            foreach (var value in (byte[])[0, 0x7F, 0xFF])
            {
                var bytes = (byte[])whole.Clone();
                bytes[at] = value;
                try
                {
                    if (TocCacheReader.Open(bytes) is { } cache)
                    {
                        cache.Visit((ReadOnlySpan<byte> _, in TocCacheLocation location) => cache.Name(location.NamePosition));
                    }
                }
                catch (InvalidDataException)
                {
                }
            }
        }
    }

    private static byte[] Written()
    {
        using var cache = new TocCacheWriter(forHardLinks: true);
        cache.Add(
            new TocEntry
            {
                Type = TocEntryType.RegularFile,
                Name = "usr/bin/large"u8,
                Size = 5_000_000_000,
                Digest = File,
                Chunk = new TocChunk { ContentOffset = 1_000_000, Size = 70_000, Digest = Chunk },
            },
            "usr/bin/large"u8);
        var bytes = new MemoryStream();
        cache.WriteTo(bytes);
        return bytes.ToArray();
    }
}
