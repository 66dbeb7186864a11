using System.IO.Compression;

namespace GraphDriver.Composefs.Tests;

/// <summary>The files below testdata/composefs.</summary>
internal static class TestData
{
    public static string Folder { get; } = Path.Combine(RepositoryRoot(), "testdata", "composefs");

    /// <summary>The rows of a table of tab-separated fields, without comments.</summary>
    public static IEnumerable<string[]> Table(string path) =>
        File.ReadLines(Path.Combine(Folder, path)).Where(line => !line.StartsWith('#')).Select(line => line.Split('\t'));

    /// <summary>The dumps that an image can be made of.</summary>
    public static IEnumerable<string> ValidDumps() =>
        ((string[])["dumps", "random"]).SelectMany(folder => Table($"{folder}/digests.tsv").Skip(1).Where(row => row[1] != "error").Select(row => $"{folder}/{row[0]}"));

    /// <summary>A file's bytes, unpacked where its name ends in .gz.</summary>
    public static byte[] Read(string path)
    {
        using var file = File.OpenRead(Path.Combine(Folder, path));
        using Stream content = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "GraphDriver.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("GraphDriver.sln is in no parent folder of the tests");
        }

        return folder;
    }
}
