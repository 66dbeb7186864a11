using System.Globalization;
using System.Net;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Registry.Server.Uploads;
using Microsoft.AspNetCore.Http;

namespace GraphDriver.Oci.Registry.Server.Endpoints;

/// <summary>Takes blobs, in one request or in several, or from another repository (end-4a, end-4b, end-5, end-6, end-11, end-13 of the specification).</summary>
internal sealed class UploadEndpoint(UploadSessions sessions, IContentWriter? writer)
{
    private IContentWriter Writer => writer ?? throw RefusalException.ReadOnly();

    /// <summary>POST: mounts a blob, takes one whole, or begins an upload.</summary>
    public async Task BeginAsync(HttpContext context, RepositoryName repository)
    {
        var query = context.Request.Query;
        if (query["mount"] is [{ } mount, ..] && TryMount(repository, RequestedDigest.Parse(mount), query["from"].FirstOrDefault()))
        {
            AnswerPublished(context, repository, RequestedDigest.Parse(mount));
            return;
        }

        var whole = query["digest"] is [{ } text, ..] ? RequestedDigest.Parse(text) : default;
        var session = sessions.Begin(repository, Writer);
        if (whole.IsEmpty)
        {
            sessions.Leave(session);
            AnswerProgress(context, session, StatusCodes.Status202Accepted);
            return;
        }

        try
        {
            await AppendAsync(context, session).ConfigureAwait(false);
            session.Publish(whole);
        }
        finally
        {
            sessions.End(session);
        }

        AnswerPublished(context, repository, whole);
    }

    /// <summary>PATCH: takes the next bytes. What of them has come before the connection broke is kept.</summary>
    public async Task AppendAsync(HttpContext context, RepositoryName repository, string id)
    {
        var session = sessions.Take(repository, id);
        try
        {
            if (RequireNext(context, session))
            {
                await AppendAsync(context, session).ConfigureAwait(false);
                AnswerProgress(context, session, StatusCodes.Status202Accepted);
            }
        }
        finally
        {
            sessions.Leave(session);
        }
    }

    /// <summary>PUT: takes the last bytes, if any, and proves all of them; what is wrong is gone then.</summary>
    public async Task EndAsync(HttpContext context, RepositoryName repository, string id)
    {
        var session = sessions.Take(repository, id);
        var isOver = true;
        try
        {
            var digest = RequestedDigest.Parse(context.Request.Query["digest"].FirstOrDefault() ?? "");
            isOver = RequireNext(context, session);
            if (isOver)
            {
                await AppendAsync(context, session).ConfigureAwait(false);
                session.Publish(digest);
                AnswerPublished(context, repository, digest);
            }
        }
        finally
        {
            (isOver ? (Action<UploadSession>)sessions.End : sessions.Leave)(session);
        }
    }

    /// <summary>GET: says how much has come.</summary>
    public void Describe(HttpContext context, RepositoryName repository, string id)
    {
        var session = sessions.Take(repository, id);
        AnswerProgress(context, session, StatusCodes.Status204NoContent);
        sessions.Leave(session);
    }

    /// <summary>DELETE: drops the upload.</summary>
    public void Cancel(HttpContext context, RepositoryName repository, string id)
    {
        sessions.End(sessions.Take(repository, id));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private bool TryMount(RepositoryName repository, Digest digest, string? from) =>
        from is not null && RepositoryName.TryParse(from, out var source) && Writer.MountBlob(repository, digest, source);

    private static Task AppendAsync(HttpContext context, UploadSession session) => session.AppendAsync(context.Request.Body, context.RequestAborted);

    /// <summary>Whether the bytes that the request has follow those that are there; if not, the client is told where to go on.</summary>
    private static bool RequireNext(HttpContext context, UploadSession session)
    {
        if (context.Request.Headers.ContentRange is not [{ Length: > 0 } text, ..])
        {
            return true;
        }

        var (first, last) = ParseRange(text);
        if (first != session.Size)
        {
            AnswerProgress(context, session, StatusCodes.Status416RangeNotSatisfiable);
            return false;
        }

        return context.Request.ContentLength is not { } length || length == last - first + 1
            ? true
            : throw new RefusalException(HttpStatusCode.BadRequest, "SIZE_INVALID", $"the range {text} has not the {length} bytes of the body");
    }

    /// <summary>Reads <c>first-last</c>, as the specification has it, or <c>bytes first-last/size</c>, as HTTP has.</summary>
    private static (long First, long Last) ParseRange(string text)
    {
        var range = text.StartsWith("bytes ", StringComparison.OrdinalIgnoreCase) ? text["bytes ".Length..] : text;
        var ends = range.Split('/')[0].Split('-');
        return ends.Length == 2
            && long.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && long.TryParse(ends[1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && first <= last
            ? (first, last)
            : throw RefusalException.InvalidUpload("that is no range of bytes");
    }

    private static void AnswerProgress(HttpContext context, UploadSession session, int status)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = $"/v2/{session.Repository}/blobs/uploads/{session.Id}";
        context.Response.Headers.Range = $"0-{Math.Max(session.Size - 1, 0)}";
        context.Response.Headers["Docker-Upload-UUID"] = session.Id;
    }

    private static void AnswerPublished(HttpContext context, RepositoryName repository, Digest digest)
    {
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = $"/v2/{repository}/blobs/{digest}";
        context.Response.Headers["Docker-Content-Digest"] = digest.ToString();
    }
}
