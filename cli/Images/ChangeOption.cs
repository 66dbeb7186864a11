using System.CommandLine;

namespace GraphDriver.Cli.Images;

/// <summary>The option <c>--change</c> of the commands that make images.</summary>
internal sealed class ChangeOption
{
    public Option<string[]> Option { get; } = new("--change", "-c")
    {
        Description = "A change to the image's configuration: CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, ONBUILD, STOPSIGNAL, USER, VOLUME or WORKDIR and a value",
        HelpName = "INSTRUCTION VALUE",
    };

    public IReadOnlyList<string> Of(ParseResult parsed) => parsed.GetValue(Option) ?? [];
}
