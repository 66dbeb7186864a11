using System.Text.Json;

namespace GraphDriver.Cli.Images;

/// <summary>Looks into JSON that may be of any shape.</summary>
internal static class JsonMembers
{
    /// <summary>A member of an object; undefined where there is no such object or member.</summary>
    public static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    /// <summary>The value of a string, null of anything else.</summary>
    public static string? Text(this JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    /// <summary>Writes a member as it is, or <c>null</c> where it is undefined.</summary>
    public static void WriteMember(this Utf8JsonWriter json, string name, JsonElement value)
    {
        json.WritePropertyName(name);
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            json.WriteNullValue();
        }
        else
        {
            value.WriteTo(json);
        }
    }
}
