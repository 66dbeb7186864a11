using System.Net;
using GraphDriver.Oci.Model;
using GraphDriver.Oci.Names;
using GraphDriver.Oci.Registry.Server.Http;
using Microsoft.AspNetCore.Http;

namespace GraphDriver.Oci.Registry.Server.Endpoints;

/// <summary>Lists repositories, tags and referrers (end-8a, end-8b, end-12a and end-12b of the specification, and Docker's catalogue).</summary>
internal sealed class ListEndpoint(IManifestContent content)
{
    public Task ListRepositoriesAsync(HttpContext context) =>
        context.SendPageAsync("/v2/_catalog", content.ListRepositories().Select(name => name.ToString()), "repositories");

    public Task ListTagsAsync(HttpContext context, RepositoryName repository)
    {
        var tags = content.ListTags(repository) ?? throw new RefusalException(HttpStatusCode.NotFound, "NAME_UNKNOWN", $"there is no repository {repository}");
        return context.SendPageAsync($"/v2/{repository}/tags/list", tags, "tags", json => json.WriteString("name", repository.ToString()));
    }

    public Task ListReferrersAsync(HttpContext context, RepositoryName repository, string text)
    {
        var referrers = content.ListReferrers(repository, RequestedDigest.Parse(text));
        if (context.Request.Query["artifactType"] is [{ Length: > 0 } type, ..])
        {
            referrers = [.. referrers.Where(referrer => referrer.ArtifactType == type)];
            context.Response.Headers["OCI-Filters-Applied"] = "artifactType";
        }

        return context.SendAsync(MediaType.OciIndex, ManifestWriter.Write(new ImageIndex { MediaType = MediaType.OciIndex, Manifests = referrers }));
    }
}
