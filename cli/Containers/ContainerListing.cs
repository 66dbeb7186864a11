using System.Text.Json;
using GraphDriver.Cli.Output;
using GraphDriver.Containers;

namespace GraphDriver.Cli.Containers;

/// <summary>A container and its state, as <c>ps</c> lists them, with podman's columns and names.</summary>
internal sealed record ContainerListing(Container Container, ContainerStatus Now)
{
    private const int MaxCommand = 30;

    public static readonly string[] Headings = ["CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "NAMES"];

    /// <summary>The cells of a row.</summary>
    public string[] Cells(bool whole, DateTimeOffset now)
    {
        var command = string.Join(' ', Container.Settings.Command).ReplaceLineEndings(" ");
        return
        [
            whole ? Container.Id.Hex : Container.Id.ShortHex,
            Container.Settings.ImageName,
            whole || command.Length <= MaxCommand ? command : command[..(MaxCommand - 1)] + "…",
            HumanText.Age(Container.Settings.Created.Moment, now),
            Describe(now),
            Container.Name,
        ];
    }

    public void WriteTo(Utf8JsonWriter json, DateTimeOffset now)
    {
        json.WriteString("Id", Container.Id.Hex);
        json.WriteStrings("Names", Container.Record.Names);
        json.WriteString("Image", Container.Settings.ImageName);
        json.WriteString("ImageID", Container.Record.ImageId.ToString());
        json.WriteStrings("Command", Container.Settings.Command);
        json.WriteNumber("Created", Container.Settings.Created.Moment.ToUnixTimeSeconds());
        json.WriteString("CreatedAt", Container.Settings.Created.ToString());
        json.WriteString("State", Now.State.ToString().ToLowerInvariant());
        json.WriteString("Status", Describe(now));
        json.WriteBoolean("Exited", Now.State == ContainerState.Exited);
        json.WriteNumber("ExitCode", Now.ExitCode);
        json.WriteNumber("Pid", Now.Pid);
        json.WriteNumber("StartedAt", Now.StartedAt?.ToUnixTimeSeconds() ?? 0);
        json.WriteNumber("ExitedAt", Now.FinishedAt?.ToUnixTimeSeconds() ?? 0);
        json.WriteBoolean("AutoRemove", Container.Settings.Options.Remove);
    }

    private string Describe(DateTimeOffset now) => Now.State switch
    {
        ContainerState.Running when Now.StartedAt is { } started => $"Up {HumanText.Duration(now - started)}",
        ContainerState.Running => "Up",
        ContainerState.Exited when Now.FinishedAt is { } finished => $"Exited ({Now.ExitCode}) {HumanText.Age(finished, now)}",
        ContainerState.Exited => $"Exited ({Now.ExitCode})",
        _ => "Created",
    };
}
