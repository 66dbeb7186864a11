using System.Formats.Tar;
using System.Text;
using GraphDriver.Oci.Transports.Files;

namespace GraphDriver.Oci.Tests.Transports;

public sealed class TarArchiveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private TarArchive Open(byte[] bytes) => TarArchive.Open(_folder.Write("a.tar", bytes), "oci-archive:a.tar", CancellationToken.None, _folder.Path);

    private static string? Text(TarArchive archive, string path) =>
        archive.Find(path) is { } file ? Encoding.UTF8.GetString(file.ReadAll(1 << 20, path)) : null;

    [Theory]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public void Finds_files_of_every_format(TarEntryFormat format)
    {
        using var archive = Open(new Archive(format)
            .Directory("blobs/")
            .File("./a", "first")
            .File("blobs//sha256/b", new string('x', 1000))
            .File("empty", "")
            .File("a", "second")
            .ToBytes());
        Assert.Equal("second", Text(archive, "a"));
        Assert.Equal(new string('x', 1000), Text(archive, "blobs/sha256/b"));
        Assert.Equal("", Text(archive, "empty"));
        Assert.Null(archive.Find("none"));
        Assert.Null(archive.Find("../a"));
        Assert.Null(archive.Find(""));
        Assert.Throws<InvalidDataException>(() => archive.Find("blobs"));
    }

    [Theory]
    [InlineData(TarEntryFormat.Ustar, 120)]
    [InlineData(TarEntryFormat.Pax, 900)]
    [InlineData(TarEntryFormat.Gnu, 900)]
    public void Finds_long_names_and_link_targets(TarEntryFormat format, int length)
    {
        var name = string.Join('/', Enumerable.Repeat("0123456789", length / 11)) + "/é";
        using var archive = Open(new Archive(format).File(name, "long").File("b", "short").ToBytes());
        Assert.Equal("long", Text(archive, name));
        Assert.Equal("short", Text(archive, "b"));
        if (format != TarEntryFormat.Ustar)
        {
            using var linked = Open(new Archive(format).File(name, "long").Link(TarEntryType.HardLink, "l", name).ToBytes());
            Assert.Equal("long", Text(linked, "l"));
        }
    }

    [Fact]
    public void Reads_what_tar_writes()
    {
        _folder.Write("in/a/b", "content"u8);
        foreach (var option in new[] { "--format=v7", "--format=oldgnu", "--format=gnu", "--format=ustar", "--format=posix", "--gzip" })
        {
            var path = Path.Combine(_folder.Path, "o.tar");
            using var tar = System.Diagnostics.Process.Start("tar", ["-C", Path.Combine(_folder.Path, "in"), option, "-cf", path, "."]);
            tar.WaitForExit();
            using var archive = TarArchive.Open(path, "x", CancellationToken.None);
            Assert.Equal("content", Text(archive, "a/b"));
        }
    }

    [Fact]
    public void Leaves_no_temporary_file_and_cleans_up_after_an_error()
    {
        var bytes = Archive.Gzip(new Archive().File("a", "b").ToBytes());
        using (var archive = Open(bytes))
        {
            Assert.Equal("b", Text(archive, "a"));
            Assert.Single(Directory.GetFiles(_folder.Path));
        }

        var error = Assert.Throws<InvalidDataException>(() => Open(bytes[..^10]));
        Assert.StartsWith("oci-archive:a.tar: the archive cannot be unpacked: ", error.Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    public static readonly TheoryData<string, Func<byte[], byte[]>, string> Damage = new()
    {
        { "empty", _ => [], "empty" },
        { "text", _ => Encoding.UTF8.GetBytes(new string('x', 2000)), "checksum" },
        { "short", bytes => bytes[..300], "cut off" },
        { "header cut", bytes => bytes[..(512 + 512 + 100)], "cut off" },
        { "payload cut", bytes => bytes[..(512 + 2)], "cut off" },
        { "name changed", bytes => Change(bytes, 0, "b", false), "checksum" },
        { "size past the end", bytes => Change(bytes, 124, "77777777777", true), "cut off" },
        { "size no number", bytes => Change(bytes, 124, "9", true), "bad size" },
        { "size negative", bytes => Change(bytes, 124, "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff", true), "bad size" },
        { "size of 2^63-1", bytes => Change(bytes, 124, "\u0080\0\0\0\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff", true), "cut off" },
        { "bad PAX", bytes => Change(bytes, 156, "x", true), "bad PAX" },
        { "long extension", bytes => Change(Change(bytes, 156, "L", true), 124, "00010000000", true), "more than" },
    };

    [Theory]
    [MemberData(nameof(Damage))]
    public void Names_what_is_wrong(string what, Func<byte[], byte[]> damage, string named)
    {
        var error = Assert.Throws<InvalidDataException>(() => Open(damage(new Archive().File("a", "content").File("b", "b").ToBytes())));
        Assert.StartsWith("oci-archive:a.tar: ", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Contains(named, StringComparison.Ordinal), $"{what}: {error.Message}");
    }

    [Theory]
    [InlineData("size=abc", "bad size")]
    [InlineData("size=-1", "bad size")]
    [InlineData("size=9223372036854775807", "cut off")]
    [InlineData("path=", null)]
    public void Names_what_is_wrong_in_a_PAX_header(string record, string? named)
    {
        var length = record.Length + 3 + (record.Length + 3 < 10 ? 0 : 1);
        var pax = Change(new Archive().File("p", $"{length} {record}\n").ToBytes(), 156, "x", true)[..1024];
        byte[] bytes = [.. pax, .. new Archive().File("a", "content").ToBytes()];
        if (named is null)
        {
            using var archive = Open(bytes);
            return;
        }

        Assert.Contains(named, Assert.Throws<InvalidDataException>(() => Open(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bounds_the_names()
    {
        var error = Assert.Throws<InvalidDataException>(() => Open(new Archive(TarEntryFormat.Pax).File(new string('a', 5000), "x").ToBytes()));
        Assert.Contains("1024", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Stops_when_cancelled()
    {
        var path = _folder.Write("a.tar", new Archive().File("a", "b").ToBytes());
        Assert.Throws<OperationCanceledException>(() => TarArchive.Open(path, "x", new CancellationToken(canceled: true)));
    }

    /// <summary>Writes Latin-1 text at an offset of the first header, and its checksum anew where asked.</summary>
    private static byte[] Change(byte[] archive, int offset, string text, bool fixChecksum)
    {
        var bytes = archive.ToArray();
        Encoding.Latin1.GetBytes(text, bytes.AsSpan(offset));
        if (fixChecksum)
        {
            bytes.AsSpan(148, 8).Fill((byte)' ');
            var sum = bytes.AsSpan(0, 512).ToArray().Sum(b => b);
            Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ", bytes.AsSpan(148));
        }

        return bytes;
    }
}
