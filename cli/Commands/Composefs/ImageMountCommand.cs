using System.CommandLine;
using GraphDriver.Cli.Composefs;

namespace GraphDriver.Cli.Commands.Composefs;

/// <summary><c>graphdriver composefs mount -o OPTIONS IMAGE DIR</c>: mounts an image over directories of objects.</summary>
internal static class ImageMountCommand
{
    public static Command Create()
    {
        var image = new Argument<string>("IMAGE") { Description = "The image" };
        var target = new Argument<string>("DIR") { Description = "The directory to mount it on" };
        var options = new Option<string[]>("--options", "-o")
        {
            Description = "basedir=DIR[:DIR…] and, as wanted, digest=DIGEST, verity, tryverity, ro, upperdir=DIR, workdir=DIR, idmap=FILE; split by commas",
            HelpName = "OPTIONS",
            Required = true,
        };
        var command = new Command("mount", "Mount an image over directories of objects") { options, image, target };
        command.SetAction(parsed =>
        {
            MountTool.Mount(parsed.GetValue(image)!, parsed.GetValue(target)!, MountOptionText.Parse(string.Join(',', parsed.GetValue(options)!)));
            return 0;
        });
        return command;
    }
}
