using System.Diagnostics;
using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Oci.Tests.Layers.Tar;

namespace GraphDriver.Oci.Tests.Layers.TarSplit;

/// <summary>Tars that GNU tar makes of real files: read, compared with the files, taken apart and put together again.</summary>
public sealed class GnuTarTests : IDisposable
{
    private const int SparseSize = 3_000_000;
    private readonly string _folder = Directory.CreateTempSubdirectory("graphdriver-tar-").FullName;

    public GnuTarTests()
    {
        Random random = new(6);
        for (int i = 0; i < 40; i++)
        {
            string parent = Path.Combine(_folder, "files", new string((char)('a' + (i % 26)), 1 + (i * 5)), "x".PadRight(i, 'y'));
            Directory.CreateDirectory(parent);
            byte[] content = new byte[random.Next(40_000)];
            random.NextBytes(content);
            File.WriteAllBytes(Path.Combine(parent, $"é {i}\n<&>"), content);
            File.CreateSymbolicLink(Path.Combine(parent, "link"), parent);
        }

        using FileStream sparse = File.Create(Path.Combine(_folder, "files", "sparse"));
        sparse.SetLength(SparseSize);
        for (int i = 0; i < 12; i++)
        {
            sparse.Position = i * 250_000;
            sparse.WriteByte((byte)i);
        }
    }

    [Theory]
    [InlineData("--format=gnu")]
    [InlineData("--format=posix")]
    [InlineData("--format=gnu --sparse")]
    [InlineData("--format=posix --sparse --sparse-version=0.0")]
    [InlineData("--format=posix --sparse --sparse-version=0.1")]
    [InlineData("--format=posix --sparse --sparse-version=1.0")]
    public void Every_format_gives_the_files(string options)
    {
        byte[] tar = Tar(options);
        int files = 0;
        var reader = new TarReader(new MemoryStream(tar));
        while (reader.ReadEntry() is { } entry)
        {
            if (entry.Type == TarEntryType.RegularFile)
            {
                string path = Path.Combine(_folder, System.Text.Encoding.UTF8.GetString(entry.Name.Span));
                Assert.Equal(File.ReadAllBytes(path), Expand(reader, entry));
                files++;
            }
        }

        Assert.Equal(41, files);
        Assert.Equal(options.Contains("--sparse", StringComparison.Ordinal), TarListing.Read(tar).Lines.Exists(line => line.Contains('[', StringComparison.Ordinal)));
        Assert.Equal(tar, TarSplitRoundTrip.Split(tar, piece: 10_000).Join());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static byte[] Expand(TarReader reader, TarEntry entry)
    {
        byte[] content = new byte[entry.Size];
        foreach (SparseSegment segment in entry.SparseMap ?? [new SparseSegment(0, entry.Size)])
        {
            Assert.Equal(segment.Length, reader.ReadPayload(content.AsSpan((int)segment.Offset, (int)segment.Length)));
        }

        Assert.Equal(0, reader.ReadPayload(new byte[1]));
        return content;
    }

    private byte[] Tar(string options)
    {
        using var process = Process.Start(new ProcessStartInfo("tar", $"-C {_folder} {options} -cf - files") { RedirectStandardOutput = true })!;
        var tar = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(tar);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return tar.ToArray();
    }
}
