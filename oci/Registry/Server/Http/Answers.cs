using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace GraphDriver.Oci.Registry.Server.Http;

/// <summary>Answers whose body is JSON.</summary>
internal static class Answers
{
    private const string Json = "application/json";

    /// <summary>Answers with a body that is at hand; HEAD gets its length alone.</summary>
    public static async Task SendAsync(this HttpContext context, string mediaType, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentType = mediaType;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>Answers with the JSON object that <paramref name="write"/> writes the members of.</summary>
    public static Task SendJsonAsync(this HttpContext context, Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return context.SendAsync(Json, bytes.ToArray());
    }

    /// <summary>Answers with an error (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes).</summary>
    public static Task SendErrorAsync(this HttpContext context, HttpStatusCode status, string code, string message)
    {
        context.Response.StatusCode = (int)status;
        return context.SendJsonAsync(json =>
        {
            json.WriteStartArray("errors");
            json.WriteStartObject();
            json.WriteString("code", code);
            json.WriteString("message", message);
            json.WriteEndObject();
            json.WriteEndArray();
        });
    }
}
