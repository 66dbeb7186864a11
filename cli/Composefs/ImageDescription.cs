using GraphDriver.Composefs.Dump;
using GraphDriver.Composefs.Erofs;
using GraphDriver.ComposefsImages;

namespace GraphDriver.Cli.Composefs;

/// <summary>Prints what an image is, and single files of it, read from where they are alone.</summary>
internal sealed class ImageDescription(string path)
{
    /// <summary>The form, version, size and digest of the image.</summary>
    public void Print()
    {
        using var image = ImageFile.Open(path);
        var reader = new ImageReader(image);
        var seal = FileDigest.Measure(image.Handle);
        Console.Out.WriteLine($"form:             {(reader.Form == ImageForm.StandAlone ? "stand-alone" : "layer")}");
        Console.Out.WriteLine($"format version:   {reader.FormatVersion}");
        Console.Out.WriteLine($"inodes:           {reader.InodeCount}");
        Console.Out.WriteLine($"size:             {image.Length}");
        Console.Out.WriteLine($"POSIX ACLs:       {(reader.HasAcl ? "yes" : "no")}");
        Console.Out.WriteLine($"fs-verity digest: {seal ?? FileDigest.Compute(image.Handle)}{(seal is null ? " (not sealed)" : "")}");
    }

    /// <summary>A line a file, as a dump has it.</summary>
    /// <exception cref="ToolException">The image has no such file.</exception>
    public void PrintFiles(IEnumerable<byte[]> paths)
    {
        using var image = ImageFile.Open(path);
        using var output = Console.OpenStandardOutput();
        var reader = new ImageReader(image);
        foreach (var file in paths)
        {
            if (!reader.TryFind(file, out var nid))
            {
                throw new ToolException($"{path} has no file {System.Text.Encoding.UTF8.GetString(file)}");
            }

            byte[] shown = [(byte)'/', .. file.AsSpan().Trim((byte)'/')];
            DumpWriter.WriteLine(shown, reader.ReadNode(nid), output);
        }
    }
}
