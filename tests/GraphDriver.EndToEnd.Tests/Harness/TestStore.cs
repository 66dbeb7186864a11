using System.Text.Json;

namespace GraphDriver.EndToEnd.Tests.Harness;

/// <summary>One store on a <see cref="Machine"/>, used by podman, buildah, skopeo and our command alike.</summary>
public sealed class TestStore
{
    private readonly Machine _machine;
    private readonly Dictionary<string, string> _environment = [];

    internal TestStore(Machine machine, string name, string? storageConf)
    {
        _machine = machine;
        Folder = $"/scratch/{name}";
        RunRoot = $"/run/{name}";
        Directory.CreateDirectory(machine.Outside(Folder));
        string conf = $"{Folder}/storage.conf";
        machine.WriteFile(conf, $"[storage]\ndriver = \"overlay\"\ngraphroot = \"{Root}\"\nrunroot = \"{RunRoot}\"\n{storageConf}");
        _environment["CONTAINERS_STORAGE_CONF"] = conf;
    }

    /// <summary>The folder above the root, for what a test needs beside it.</summary>
    public string Folder { get; }

    public string Root => $"{Folder}/root";

    public string RunRoot { get; }

    public Machine Machine => _machine;

    /// <summary>Our command on this store.</summary>
    public CommandResult GraphDriver(params string[] arguments) => _machine.Run(GraphDriverCommand(arguments));

    public CommandLine GraphDriverCommand(params string[] arguments) =>
        new("/command/graphdriver", ["--root", Root, "--runroot", RunRoot, .. arguments]) { Environment = _environment };

    /// <summary>
    /// podman on this store; its daemonless engine keeps its own state beside the run root. The roots come from storage.conf: with <c>--root</c>
    /// podman ignores the options in it.
    /// </summary>
    public CommandResult Podman(params string[] arguments) => _machine.Run(PodmanCommand(arguments));

    // With --root podman forgets the overlay options of storage.conf, which has the roots as well.
    public CommandLine PodmanCommand(params string[] arguments) =>
        new("podman", ["--tmpdir", $"{RunRoot}/libpod", "--runtime", "runc", .. arguments]) { Environment = _environment };

    public CommandResult Buildah(params string[] arguments) =>
        _machine.Run(new CommandLine("buildah", ["--root", Root, "--runroot", RunRoot, .. arguments]) { Environment = _environment });

    public CommandResult Skopeo(params string[] arguments) =>
        _machine.Run(new CommandLine("skopeo", arguments) { Environment = _environment });

    /// <summary>Pulls with our command.</summary>
    /// <returns>The image id.</returns>
    public string Pull(string reference) => GraphDriver("pull", "--tls-verify=false", "-q", reference).Succeeded().Output;

    /// <summary>Pulls with podman.</summary>
    /// <returns>The image id.</returns>
    public string PodmanPull(string reference) => Podman("pull", "-q", "--tls-verify=false", reference).Succeeded().Output;

    /// <summary>A JSON file of the root; an empty array where there is none yet.</summary>
    public JsonElement Json(string path)
    {
        string file = _machine.Outside($"{Root}/{path}");
        using var document = JsonDocument.Parse(File.Exists(file) ? File.ReadAllText(file) : "[]");
        return document.RootElement.Clone();
    }
}
