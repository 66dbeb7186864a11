using System.Net;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Registry.Server.Http;
using GraphDriver.Oci.Transports;
using Microsoft.AspNetCore.Http;

namespace GraphDriver.Oci.Registry.Server.Endpoints;

/// <summary>Serves, takes and removes manifests (end-3, end-7 and end-9 of the specification).</summary>
internal sealed class ManifestEndpoint(IRegistryContent content, IContentWriter? writer)
{
    public Task GetAsync(HttpContext context, RepositoryName repository, string text)
    {
        var reference = ReferenceOf(text);
        var manifest = content.FindManifest(repository, reference) ?? throw RefusalException.UnknownManifest($"{reference} in {repository}");
        return EntityTag.TryAnswerUnchanged(context, reference.Digest.IsEmpty ? manifest.Digest : reference.Digest)
            ? Task.CompletedTask
            : context.SendAsync(manifest.MediaType, manifest.Bytes);
    }

    public async Task PutAsync(HttpContext context, RepositoryName repository, string text)
    {
        var target = writer ?? throw RefusalException.ReadOnly();
        var reference = ReferenceOf(text);
        if (reference.Digest.Algorithm is not (null or "sha256"))
        {
            throw new RefusalException(HttpStatusCode.BadRequest, "UNSUPPORTED", "manifests are kept by their SHA-256 here");
        }

        var bytes = await ReadAsync(context).ConfigureAwait(false);
        var outline = ManifestOutline.Read(bytes, context.Request.ContentType);
        var manifest = new RawManifest(bytes, outline.MediaType);
        if (reference.Tag is null && reference.Digest != manifest.Digest)
        {
            throw RefusalException.InvalidDigest($"the manifest has the digest {manifest.Digest}");
        }

        if (outline.Blobs.FirstOrDefault(blob => content.FindBlob(repository, blob) is null) is { IsEmpty: false } missing)
        {
            throw new RefusalException(HttpStatusCode.NotFound, "MANIFEST_BLOB_UNKNOWN", $"the manifest names the blob {missing}, which is not in {repository}");
        }

        target.PutManifest(repository, reference.Tag, manifest);
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = $"/v2/{repository}/manifests/{manifest.Digest}";
        context.Response.Headers["Docker-Content-Digest"] = manifest.Digest.ToString();
        if (outline.Subject is { } subject)
        {
            context.Response.Headers["OCI-Subject"] = subject.ToString();
        }
    }

    public void Delete(HttpContext context, RepositoryName repository, string text)
    {
        var reference = ReferenceOf(text);
        var isGone = (writer ?? throw RefusalException.ReadOnly()).DeleteManifest(repository, reference);
        context.Response.StatusCode = isGone ? StatusCodes.Status202Accepted : throw RefusalException.UnknownManifest($"{reference} in {repository}");
    }

    private static TagOrDigest ReferenceOf(string text) =>
        TagOrDigest.TryParse(text, out var reference) ? reference : throw RefusalException.InvalidManifest("that is neither a tag nor a digest");

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using var copy = new MemoryStream();
        var buffer = new byte[64 << 10];
        for (int count; (count = await context.Request.Body.ReadAsync(buffer, context.RequestAborted).ConfigureAwait(false)) > 0;)
        {
            if (copy.Length + count > ManifestParser.MaxSize)
            {
                throw new RefusalException(HttpStatusCode.RequestEntityTooLarge, "SIZE_INVALID", $"a manifest has at most {ManifestParser.MaxSize} bytes");
            }

            copy.Write(buffer, 0, count);
        }

        return copy.ToArray();
    }
}
