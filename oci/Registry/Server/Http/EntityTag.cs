using GraphDriver.Oci.Model;
using Microsoft.AspNetCore.Http;

namespace GraphDriver.Oci.Registry.Server.Http;

/// <summary>Content is named by its digest, and so is its entity tag (RFC 9110, section 8.8.3).</summary>
internal static class EntityTag
{
    public static string Of(Digest digest) => $"\"{digest}\"";

    /// <summary>Names the content in the answer; true where the client has it already, and is told so.</summary>
    public static bool TryAnswerUnchanged(HttpContext context, Digest digest)
    {
        var tag = Of(digest);
        context.Response.Headers.ETag = tag;
        context.Response.Headers["Docker-Content-Digest"] = digest.ToString();
        var isKnown = context.Request.Headers.IfNoneMatch.SelectMany(value => (value ?? "").Split(',')).Any(one => one.Trim() is "*" || one.Trim() == tag);
        if (isKnown)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
        }

        return isKnown;
    }
}
