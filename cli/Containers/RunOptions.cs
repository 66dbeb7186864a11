using System.CommandLine;
using System.Text.Json;
using GraphDriver.Containers;

namespace GraphDriver.Cli.Containers;

/// <summary>The options of <c>run</c>.</summary>
internal sealed class RunOptions
{
    private readonly Argument<string> _image = new("IMAGE") { Description = "The image, as 'graphdriver images' names it; one that is not there is pulled" };
    private readonly Argument<string[]> _arguments = new("ARG") { Description = "What replaces the image's command", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> _detach = Flag("Leave the container to itself, and print its id", "--detach", "-d");
    private readonly Option<bool> _remove = Flag("Remove the container when it ends", "--rm");
    private readonly Option<bool> _interactive = Flag("Send standard input to the container", "--interactive", "-i");
    private readonly Option<bool> _terminal = Flag("Give the container a terminal", "--tty", "-t");
    private readonly Option<bool> _readOnly = Flag("Make the root read-only; /tmp, /var/tmp and /run are kept in memory", "--read-only");
    private readonly Option<string?> _name = Text("The container's name; a random one by default", "NAME", "--name");
    private readonly Option<string?> _hostName = Text("The container's host name; its short id by default", "NAME", "--hostname");
    private readonly Option<string[]> _environment = Texts("A variable; NAME alone takes the value that it has here", "NAME=VALUE", "--env", "-e");
    private readonly Option<string[]> _volumes = Texts("A host path and its place in the container; options: ro, rw, bind, exec, suid, dev …", "HOST:CONTAINER[:ro]", "--volume", "-v");
    private readonly Option<string?> _workingDirectory = Text("The working directory; it is made where it is missing", "DIR", "--workdir", "-w");
    private readonly Option<string?> _user = Text("The user, by name or number", "USER[:GROUP]", "--user", "-u");
    private readonly Option<string?> _entrypoint = Text("What replaces the image's entrypoint and command; a JSON array for several words, nothing for none", "COMMAND", "--entrypoint");
    private readonly Option<string?> _runtime = Text("The runtime, runc or crun, or its path", "runc|crun|PATH", "--runtime");
    private readonly Option<string[]> _storage = Texts("The most that the container may write, where the file system has quotas: size=10G, inodes=1000", "KEY=VALUE", "--storage-opt");
    private readonly Option<PullPolicy> _pull = new("--pull") { Description = "When the image is pulled first", HelpName = "missing|always|never" };
    private readonly Option<NetworkMode> _network = new("--network", "--net")
    {
        Description = "none: the loopback device alone; host: the host's network",
        HelpName = "none|host",
        DefaultValueFactory = _ => NetworkMode.None,
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_detach, _remove, _interactive, _terminal, _readOnly, _name, _hostName, _environment, _volumes, _workingDirectory, _user, _entrypoint, _runtime, _network, _storage, _pull])
        {
            command.Add(option);
        }

        command.Add(_image);
        command.Add(_arguments);
    }

    public string ImageOf(ParseResult parsed) => parsed.GetRequiredValue(_image);

    public PullPolicy PullPolicyOf(ParseResult parsed) => parsed.GetValue(_pull);

    public bool IsDetached(ParseResult parsed) => parsed.GetValue(_detach);

    /// <exception cref="FormatException">A value is not as it should be.</exception>
    public ContainerOptions Read(ParseResult parsed) => new()
    {
        Name = parsed.GetValue(_name),
        HostName = parsed.GetValue(_hostName),
        Environment = parsed.GetValue(_environment) ?? [],
        Volumes = [.. (parsed.GetValue(_volumes) ?? []).Select(text => Volume.Parse(text, () => Environment.CurrentDirectory))],
        WorkingDirectory = parsed.GetValue(_workingDirectory),
        User = parsed.GetValue(_user),
        Entrypoint = parsed.GetValue(_entrypoint) is { } entrypoint ? ParseEntrypoint(entrypoint) : null,
        Arguments = parsed.GetValue(_arguments) ?? [],
        Terminal = parsed.GetValue(_terminal),
        Interactive = parsed.GetValue(_interactive),
        ReadOnly = parsed.GetValue(_readOnly),
        StorageOptions = parsed.GetValue(_storage) ?? [],
        Remove = parsed.GetValue(_remove),
        Network = parsed.GetValue(_network),
        Runtime = parsed.GetValue(_runtime),
    };

    /// <summary>A JSON array of words, or one word; podman takes both.</summary>
    internal static IReadOnlyList<string> ParseEntrypoint(string text)
    {
        if (!text.StartsWith('['))
        {
            return [text];
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return [.. json.RootElement.EnumerateArray().Select(word => word.GetString() ?? throw new FormatException($"the entrypoint '{text}' has a word that is no text"))];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return [text];
        }
    }

    internal static Option<bool> Flag(string description, string name, params string[] aliases) =>
        new(name, aliases) { Description = description, Arity = ArgumentArity.Zero };

    internal static Option<string?> Text(string description, string helpName, string name, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = helpName };

    internal static Option<string[]> Texts(string description, string helpName, string name, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = helpName };
}
