using System.Security.Cryptography;
using GraphDriver.Composefs.Tree;
using GraphDriver.Composefs.Verity;
using GraphDriver.Linux.Files;
using GraphDriver.Objects;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Tests.Objects;

public sealed class ObjectWriterTests : IDisposable
{
    private readonly ObjectFolders _folders = new();
    private readonly SafeFileHandle _diff;

    public ObjectWriterTests() => _diff = _folders.NewDiff("layer");

    public void Dispose() => _folders.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(FileBatch.MaximumFileSize)]
    [InlineData(FileBatch.MaximumFileSize + 1)]
    [InlineData((5 << 20) + 7)]
    public void A_file_becomes_an_object_with_both_its_digests(int size)
    {
        var content = Random(size);
        var node = new RegularFileNode { Size = size };
        using (var writer = new ObjectWriter(new LayerObjects(_folders.Pool, _diff), CancellationToken.None))
        {
            Write(writer, node, content);
            writer.Finish();
        }

        AssertObject(content);
        using var verity = new VerityHasher();
        verity.Append(content);
        Assert.Equal(verity.Finish(), node.Verity);
    }

    [Fact]
    public void Equal_files_are_one_object_however_many_threads_write_them()
    {
        var contents = Enumerable.Range(0, 7).Select(number => Random((number * 100_000) + 1)).ToArray();
        using (var writer = new ObjectWriter(new LayerObjects(_folders.Pool, _diff), CancellationToken.None))
        {
            for (var i = 0; i < 700; i++)
            {
                var content = contents[i % contents.Length];
                Write(writer, new RegularFileNode { Size = content.Length }, content);
            }

            writer.Finish();
        }

        Assert.Equal(contents.Length, Directory.EnumerateFiles(_folders.File("layer"), "*", SearchOption.AllDirectories).Count());
        Assert.All(contents, AssertObject);
    }

    [Fact]
    public void Holes_are_hashed_and_not_written()
    {
        const int Size = 64 << 20;
        var content = new byte[Size];
        content.AsSpan(1 << 20, 8192).Fill(1);
        var node = new RegularFileNode { Size = Size };
        using (var writer = new ObjectWriter(new LayerObjects(_folders.Pool, _diff), CancellationToken.None))
        {
            var file = writer.Begin(node, [new DataSegment(1 << 20, 8192)]);
            var chunk = FileStreamWork.RentChunk();
            chunk.AsSpan(0, 8192).Fill(1);
            writer.Append(file, chunk, 8192);
            file.Complete();
            writer.Finish();
        }

        AssertObject(content);
        Assert.InRange((long)Statx.Query(_diff, ObjectFolders.PathOf(content)).Blocks, 1, 64);
    }

    [Theory]
    [InlineData(1000, 100_000)]
    [InlineData(8 << 20, 3)]
    public void The_first_error_comes_out_and_ends_the_work(int size, int count)
    {
        // Without its folder no object can be written.
        Directory.Delete(_folders.File("layer"));
        var content = Random(size);
        using var writer = new ObjectWriter(new LayerObjects(_folders.Pool, _diff), CancellationToken.None);
        var error = Assert.ThrowsAny<IOException>(() =>
        {
            for (var i = 0; i < count; i++)
            {
                Write(writer, new RegularFileNode { Size = size }, content);
            }

            writer.Finish();
        });

        Assert.Contains("No such file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_writer_says_so()
    {
        using var stop = new CancellationTokenSource();
        using var writer = new ObjectWriter(new LayerObjects(_folders.Pool, _diff), stop.Token);
        _ = writer.Begin(new RegularFileNode { Size = 1000 }, null);
        stop.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(writer.Finish);
    }

    private static void Write(ObjectWriter writer, RegularFileNode node, byte[] content)
    {
        if (content.Length <= FileBatch.MaximumFileSize)
        {
            content.CopyTo(writer.Reserve(node, content.Length));
            return;
        }

        var file = writer.Begin(node, null);
        for (var written = 0; written < content.Length;)
        {
            var length = Math.Min(content.Length - written, FileStreamWork.ChunkSize);
            var chunk = FileStreamWork.RentChunk();
            content.AsSpan(written, length).CopyTo(chunk);
            writer.Append(file, chunk, length);
            written += length;
        }

        file.Complete();
    }

    private void AssertObject(byte[] content)
    {
        var path = ObjectFolders.PathOf(content);
        var stored = File.ReadAllBytes(_folders.File($"layer/{System.Text.Encoding.ASCII.GetString(path)}"));
        Assert.Equal(SHA256.HashData(content), SHA256.HashData(stored));
        Assert.True(Statx.Query(_diff, path).IsSameFile(Statx.Query(_folders.Root, $"graphdriver/objects/{System.Text.Encoding.ASCII.GetString(path)}")));
    }

    private static byte[] Random(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }
}
