using System.CommandLine;
using GraphDriver.Cli.Images;

namespace GraphDriver.Cli.Commands;

/// <summary><c>graphdriver tag</c>: gives an image more names, which other images lose.</summary>
internal sealed class TagCommand
{
    private readonly GlobalOptions _globals;
    private readonly Argument<string> _image = new("IMAGE") { Description = "A name or an id of the image" };
    private readonly Argument<string[]> _names = new("NAME") { Description = "A name to give; a short one goes below localhost/", Arity = ArgumentArity.OneOrMore };

    private TagCommand(GlobalOptions globals) => _globals = globals;

    public static Command Create(GlobalOptions globals)
    {
        var tag = new TagCommand(globals);
        var command = new Command("tag", "Give an image more names") { tag._image, tag._names };
        command.SetAction(tag.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var names = parsed.GetRequiredValue(_names).Select(ImageNames.OfNew).ToList();
        using var storage = StoreAccess.Open(_globals, parsed);
        using var images = storage.Images.BeginWrite();
        var found = LocalImages.LookIn(images.Records).Get(parsed.GetRequiredValue(_image));
        foreach (var name in names)
        {
            images.AddNames(found.Image.Id, [name]);
        }

        images.Save();
        return 0;
    }
}
