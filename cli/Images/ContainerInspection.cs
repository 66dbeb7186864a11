using System.Text.Json;
using GraphDriver.Cli.Output;
using GraphDriver.Store;

namespace GraphDriver.Cli.Images;

/// <summary>Writes what the store knows of a container.</summary>
internal sealed class ContainerInspection(ContainerStorage storage, StorageSnapshot snapshot)
{
    private readonly DriverInspection _driver = new(storage, snapshot);

    public void Write(Utf8JsonWriter json, ContainerRecord container)
    {
        json.WriteString("Id", container.Id.Hex);
        json.WriteString("Name", container.Names is [var name, ..] ? name : "");
        json.WriteStrings("Names", container.Names);
        json.WriteString("Created", container.Created.ToString());
        json.WriteString("Image", container.ImageId.ToString());
        json.WriteString("ImageName", snapshot.Images.Find(container.ImageId) is { Names: [var image, ..] } ? image : "");
        json.WriteString("Layer", container.LayerId.ToString());
        _driver.WriteContainer(json, container.LayerId);
        json.WriteBoolean("Volatile", container.IsVolatile);
        WriteMetadata(json, container.Metadata);
        json.WriteStrings("BigDataNames", container.BigData.Names);
    }

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
