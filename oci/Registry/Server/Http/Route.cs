using System.Net;
using GraphDriver.Oci.Names;

namespace GraphDriver.Oci.Registry.Server.Http;

/// <summary>A path of the API (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#endpoints), read from its end, since a repository's name has any number of parts.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Repository">The repository; empty for the kinds that have none.</param>
/// <param name="Last">Its last part: a tag, a digest or the id of an upload, not yet looked at.</param>
internal readonly record struct Route(RouteKind Kind, RepositoryName Repository, string Last)
{
    private const string Prefix = "/v2/";
    private const int MaxLength = 4096;

    /// <summary>Reads the target of a request line. What is escaped in it is taken for what it stands for, and then has to keep the grammar.</summary>
    /// <exception cref="RefusalException">It is none of the API's, or names no repository.</exception>
    public static Route Parse(string target)
    {
        var query = target.IndexOf('?');
        var path = Uri.UnescapeDataString(query < 0 ? target : target[..query]);
        if (path is "/v2" or Prefix)
        {
            return new Route(RouteKind.Root, default, "");
        }

        if (path == Prefix + "_catalog")
        {
            return new Route(RouteKind.Catalog, default, "");
        }

        if (path.Length > MaxLength || !path.StartsWith(Prefix, StringComparison.Ordinal))
        {
            throw Unknown();
        }

        return Parse(path[Prefix.Length..].Split('/'));
    }

    private static Route Parse(string[] parts)
    {
        var (kind, count, last) = parts switch
        {
            [_, .., "tags", "list"] => (RouteKind.Tags, 2, ""),
            [_, .., "referrers", var digest] => (RouteKind.Referrers, 2, digest),
            [_, .., "manifests", var reference] => (RouteKind.Manifest, 2, reference),
            [_, .., "blobs", "uploads"] => (RouteKind.Uploads, 2, ""),
            [_, .., "blobs", "uploads", ""] => (RouteKind.Uploads, 3, ""),
            [_, .., "blobs", "uploads", var id] => (RouteKind.Upload, 3, id),
            [_, .., "blobs", var digest] => (RouteKind.Blob, 2, digest),
            _ => throw Unknown(),
        };
        return RepositoryName.TryParse(string.Join('/', parts[..^count]), out var repository)
            ? new Route(kind, repository, last)
            : throw RefusalException.InvalidName("that is no repository's name");
    }

    private static RefusalException Unknown() => new(HttpStatusCode.NotFound, "UNSUPPORTED", "there is nothing of that path");
}
