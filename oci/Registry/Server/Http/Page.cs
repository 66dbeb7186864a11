using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace GraphDriver.Oci.Registry.Server.Http;

/// <summary>
/// A part of a long list of names (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-tags): at most
/// <c>n</c> names after the name <c>last</c>, in alphabetical order without regard to case, and a link to the next part.
/// </summary>
internal static class Page
{
    // What a list is cut into where the client names no number.
    private const int DefaultCount = 10_000;

    private static readonly Comparer<string> Order = Comparer<string>.Create(
        (one, other) => string.Compare(one, other, StringComparison.OrdinalIgnoreCase) is var order and not 0 ? order : string.CompareOrdinal(one, other));

    /// <summary>Answers with the part that the request asks for.</summary>
    /// <param name="context">The request.</param>
    /// <param name="path">The list's own path.</param>
    /// <param name="names">The whole list.</param>
    /// <param name="member">The name of the array.</param>
    /// <param name="write">Writes what comes before the array.</param>
    /// <exception cref="RefusalException">The number is none.</exception>
    public static Task SendPageAsync(this HttpContext context, string path, IEnumerable<string> names, string member, Action<Utf8JsonWriter>? write = null)
    {
        var count = DefaultCount;
        if (context.Request.Query["n"] is [{ } text, ..] && (!int.TryParse(text, out count) || count < 0))
        {
            throw new RefusalException(HttpStatusCode.BadRequest, "PAGINATION_NUMBER_INVALID", "n is no number of names");
        }

        count = Math.Min(count, DefaultCount);
        var last = context.Request.Query["last"].FirstOrDefault();
        var rest = names.Where(name => last is null || Order.Compare(name, last) > 0).Order(Order).ToList();
        var page = rest.Take(count).ToList();
        if (page.Count > 0 && page.Count < rest.Count)
        {
            context.Response.Headers.Link = $"<{path}?n={count}&last={Uri.EscapeDataString(page[^1])}>; rel=\"next\"";
        }

        return context.SendJsonAsync(json =>
        {
            write?.Invoke(json);
            json.WriteStartArray(member);
            page.ForEach(json.WriteStringValue);
            json.WriteEndArray();
        });
    }
}
