using GraphDriver.Composefs.Dump;
using GraphDriver.Composefs.Erofs;
using GraphDriver.Composefs.Tree;
using GraphDriver.Composefs.Verity;
using GraphDriver.ComposefsImages;

namespace GraphDriver.Cli.Composefs;

/// <summary>Makes an image of a directory or a dump, for <c>mkcomposefs</c> and <c>graphdriver composefs create</c>.</summary>
internal static class MakeImage
{
    /// <exception cref="ToolException">The source cannot be read or the image not be written.</exception>
    public static void Run(MakeImageOptions options)
    {
        var tree = options.FromFile ? ReadDump(options.Source) : ReadDirectory(options);
        if (Write(tree, options) is { } digest)
        {
            Console.Out.WriteLine(digest);
        }
    }

    private static FileTree ReadDump(string source)
    {
        using var dump = source == MakeImageOptions.Standard ? Console.OpenStandardInput() : OpenDump(source);
        var isStrict = Environment.GetEnvironmentVariable("CFS_PARSE_STRICT") is not null;
        return DumpReader.Read(dump, new DumpOptions { Strict = isStrict });
    }

    private static FileTree ReadDirectory(MakeImageOptions options)
    {
        try
        {
            return DirectoryTree.Read(options.Source, options.Directory);
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            throw new ToolException($"error accessing {options.Source}", error);
        }
    }

    private static FileStream OpenDump(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"open `{path}`", error);
        }
    }

    /// <summary>Returns the digest where it is to be printed.</summary>
    private static VerityDigest? Write(FileTree tree, MakeImageOptions options)
    {
        try
        {
            if (options.Image is null)
            {
                return Write(tree, Stream.Null, options);
            }

            return options.Image == MakeImageOptions.Standard ? WriteToStandardOutput(tree, options) : WriteToFile(tree, options.Image, options);
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            throw new ToolException("cannot write file", error);
        }
    }

    private static VerityDigest? WriteToStandardOutput(FileTree tree, MakeImageOptions options)
    {
        if (!Console.IsOutputRedirected)
        {
            throw new ToolException("stdout is a tty.  Refusing to use it");
        }

        using var output = Console.OpenStandardOutput();
        return Write(tree, output, options);
    }

    private static VerityDigest? WriteToFile(FileTree tree, string path, MakeImageOptions options)
    {
        using var file = new StagedFile(path);
        var digest = Write(tree, file.Stream, options);
        if (options.Seal)
        {
            file.Seal();
        }

        file.Complete();
        return digest;
    }

    private static VerityDigest? Write(FileTree tree, Stream output, MakeImageOptions options)
    {
        if (options.PrintDigest)
        {
            return ImageWriter.Write(tree, output, options.Versions);
        }

        ImageWriter.WriteUnmeasured(tree, output, options.Versions);
        return null;
    }
}
