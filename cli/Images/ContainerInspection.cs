using System.Text.Json;
using GraphDriver.Cli.Output;
using GraphDriver.Containers;
using GraphDriver.Store;

namespace GraphDriver.Cli.Images;

/// <summary>
/// Writes what is known of a container: of one of ours its state and what it was made with, with the member names of
/// <c>podman inspect</c>; of another tool's what the store has.
/// </summary>
internal sealed class ContainerInspection(ContainerStorage storage, StorageSnapshot snapshot, ContainerEngine engine)
{
    private readonly DriverInspection _driver = new(storage, snapshot);
    private readonly Lazy<Dictionary<ContainerId, Container>> _ours = new(() => engine.List().ToDictionary(container => container.Id));

    public void Write(Utf8JsonWriter json, ContainerRecord record)
    {
        json.WriteString("Id", record.Id.Hex);
        json.WriteString("Name", record.Names is [var name, ..] ? name : "");
        json.WriteStrings("Names", record.Names);
        json.WriteString("Created", record.Created.ToString());
        json.WriteString("Image", record.ImageId.ToString());
        json.WriteString("ImageName", snapshot.Images.Find(record.ImageId) is { Names: [var image, ..] } ? image : "");
        json.WriteString("Layer", record.LayerId.ToString());
        if (_ours.Value.TryGetValue(record.Id, out var container))
        {
            WriteState(json, engine.Status(container));
            WriteSettings(json, container.Settings);
        }

        _driver.WriteContainer(json, record.LayerId);
        json.WriteBoolean("Volatile", record.IsVolatile);
        WriteMetadata(json, record.Metadata);
        json.WriteStrings("BigDataNames", record.BigData.Names);
    }

    private static void WriteState(Utf8JsonWriter json, ContainerStatus status)
    {
        json.WriteStartObject("State");
        json.WriteString("Status", status.State.ToString().ToLowerInvariant());
        json.WriteBoolean("Running", status.State == ContainerState.Running);
        json.WriteNumber("Pid", status.Pid);
        json.WriteNumber("ExitCode", status.ExitCode);
        json.WriteString("StartedAt", Time(status.StartedAt));
        json.WriteString("FinishedAt", Time(status.FinishedAt));
        json.WriteEndObject();
    }

    private static void WriteSettings(Utf8JsonWriter json, ContainerSettings settings)
    {
        var options = settings.Options;
        json.WriteStartObject("Config");
        json.WriteString("Image", settings.ImageName);
        json.WriteString("Hostname", options.HostName ?? "");
        json.WriteStrings("Cmd", settings.Command);
        json.WriteStrings("Env", options.Environment);
        json.WriteString("User", options.User ?? "");
        json.WriteString("WorkingDir", options.WorkingDirectory ?? "");
        json.WriteBoolean("Tty", options.Terminal);
        json.WriteBoolean("OpenStdin", options.Interactive);
        json.WriteNumber("StopSignal", settings.StopSignal);
        json.WriteEndObject();
        json.WriteStartObject("HostConfig");
        json.WriteString("NetworkMode", options.Network.ToString().ToLowerInvariant());
        json.WriteBoolean("ReadonlyRootfs", options.ReadOnly);
        json.WriteBoolean("AutoRemove", options.Remove);
        json.WriteEndObject();
        json.WriteString("OCIRuntime", settings.RuntimePath);
        json.WriteStartArray("Mounts");
        foreach (var volume in options.Volumes)
        {
            json.WriteStartObject();
            json.WriteString("Source", volume.Source ?? "");
            json.WriteString("Destination", volume.Destination);
            json.WriteStrings("Options", volume.Options);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // podman writes Go's zero time for what did not happen.
    private static string Time(DateTimeOffset? moment) => (moment is { } known ? Timestamp.From(known) : default).ToString();

    // podman keeps JSON there; others may keep anything.
    private static void WriteMetadata(Utf8JsonWriter json, string metadata)
    {
        json.WritePropertyName("Metadata");
        try
        {
            using var parsed = JsonDocument.Parse(metadata);
            parsed.RootElement.WriteTo(json);
        }
        catch (JsonException)
        {
            json.WriteStringValue(metadata);
        }
    }
}
