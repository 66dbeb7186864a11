using System.Text;
using GraphDriver.Composefs.Dump;
using GraphDriver.Composefs.Erofs;

namespace GraphDriver.Fuzz;

/// <summary>The inputs that mutations start from: small dumps, and the images in both forms that are made of them.</summary>
internal static class Corpus
{
    /// <summary>Larger inputs cost executions and lead to nothing that small ones do not.</summary>
    private const int MaxSize = 32 * 1024;

    private const string Small = """
        / 4096 40755 3 0 0 0 1.5 - - -
        /a 5 100644 2 0 0 0 1.0 - hello - user.a=1 user.b=\x00
        /b 5 @100644 2 0 0 0 1.0 /a - -
        /d 4096 40755 2 1 2 0 -1.0 - - - trusted.overlay.opaque=y
        /d/l 6 120777 1 0 0 0 1.0 target - -
        /d/c 0 20644 1 0 0 5 1.0 - - -
        /f 10000000000 100600 1 70000 0 0 1.0 ab/cd - 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f security.selinux=x
        /g 3 100600 1 70000 0 0 1.0 ab/ce - 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f security.selinux=x
        /w 0 20000 1 0 0 0 1.0 - - -

        """;

    private static readonly byte[][] Words =
    [
        [.. "-"u8], [.. " "u8], [.. "\n"u8], [.. "/"u8], [.. "\\x00"u8], [.. "\\x"u8], [.. "@"u8], [.. "="u8], [.. "."u8], [.. ".."u8], [.. "99999999999999999999"u8],
        [.. "40755"u8], [.. "20000"u8], [.. "trusted.overlay."u8], [.. "user.overlay.whiteout="u8], [.. "/a"u8], [.. "18446744073709551615"u8],
    ];

    /// <summary>The formats of composefs.</summary>
    /// <param name="folder">The repository's <c>testdata/composefs</c>.</param>
    public static IReadOnlyList<Format> Load(string folder)
    {
        var dumps = Directory.EnumerateFiles(Path.Combine(folder, "dumps"), "*.dump").Order().Select(File.ReadAllBytes)
            .Append(Encoding.ASCII.GetBytes(Small.Replace("\r", "", StringComparison.Ordinal)))
            .Where(dump => dump.Length <= MaxSize).ToList();
        var images = dumps.SelectMany(Write).Where(image => image.Length <= MaxSize).ToList();
        return
        [
            new("dumps", dumps, Words, Target.Dump),
            new("dumps and back", dumps, Words, Target.DumpAndBack) { Weight = 1 },
            new("images", images, [], Target.Image),
        ];
    }

    private static List<byte[]> Write(byte[] dump)
    {
        var images = new List<byte[]>();
        foreach (var write in (Action<Stream>[])
            [
                output => ImageWriter.Write(DumpReader.Read(new MemoryStream(dump)), output),
                output => ImageWriter.Write(DumpReader.Read(new MemoryStream(dump)), output, new ImageOptions { MinVersion = 1 }),
                output => LayerImageWriter.Write(DumpReader.Read(new MemoryStream(dump)), output),
            ])
        {
            try
            {
                using var output = new MemoryStream();
                write(output);
                images.Add(output.ToArray());
            }
            catch (InvalidDataException)
            {
                // Some dumps are refused, and some do not fit the form of a layer.
            }
        }

        return images;
    }
}
