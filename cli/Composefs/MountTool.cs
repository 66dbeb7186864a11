using GraphDriver.ComposefsImages;
using GraphDriver.Linux;

namespace GraphDriver.Cli.Composefs;

/// <summary><c>mount.composefs</c>, also as the helper of <c>mount -t composefs</c>, with the options and exit codes of the C tool (mount.composefs(8)).</summary>
internal static class MountTool
{
    public const string Usage = """
        usage: {name} [-t type] [-o opt[,opts..]] IMAGE MOUNTPOINT
        Example:
          {name} -o basedir=/composefs/objects exampleimage.cfs /mnt/exampleimage
        or, as a mount helper:
          mount -t composefs -o basedir=/composefs/objects exampleimage.cfs /mnt/exampleimage

        Supported options:
          basedir=PATH[:PATH]    Specify location of basedir(s)
          digest=DIGEST          Specify required image digest
          idmap=PATH             Specify path to a user namespace whose ID mapping should be used
          verity                 Require all files to have specified and valid fs-verity digests
          tryverity              If supported by kernel, require fs-verity
          ro                     Read only
          rw                     Read/write
          upperdir               Overlayfs upperdir
          workdir                Overlayfs workdir
          nosuid, nodev, noexec, noatime
                                 As mount(8) has them

        """;

    // mount(8) gives its helpers the last five too; -N and what follows it is for another namespace, which it enters itself.
    private static readonly LongOption[] Known =
    [
        new("h"), new("t", TakesValue: true), new("o", TakesValue: true), new("s"), new("f"), new("n"), new("v"), new("N", TakesValue: true),
    ];

    /// <exception cref="UsageException">The words make no sense.</exception>
    public static int Run(string[] words)
    {
        var arguments = new ToolArguments(words, Known);
        var isFake = false;
        foreach (var (name, value) in arguments.Options)
        {
            switch (name)
            {
                case "h":
                    Console.Error.Write(Usage.Replace("{name}", "mount.composefs", StringComparison.Ordinal));
                    return 0;
                case "t" when value != "composefs":
                    throw new ToolException($"Unsupported fs type '{value}'");
                case "f":
                    isFake = true;
                    break;
            }
        }

        var (image, target) = Operands(arguments);
        var options = MountOptionText.Parse(string.Join(',', arguments.Options.Where(option => option.Name == "o").Select(option => option.Value)));
        if (!isFake)
        {
            Mount(image, target, options);
        }

        return 0;
    }

    /// <exception cref="ToolException">It cannot be mounted.</exception>
    public static void Mount(string image, string target, ImageMountOptions options)
    {
        try
        {
            ImageMounter.Mount(image, target, options);
        }
        catch (LinuxException error) when (error.Operation == "open" && error.Path == image)
        {
            throw new ToolException($"Failed to open {image}", error);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or InvalidOperationException)
        {
            throw new ToolException($"Failed to mount composefs {image}", error);
        }
    }

    private static (string Image, string Target) Operands(ToolArguments arguments) => arguments.Operands switch
    {
        [] => throw new UsageException("No source path specified"),
        [_] => throw new UsageException("No mount path specified"),
        [var image, var target, ..] => (image, target),
    };
}
