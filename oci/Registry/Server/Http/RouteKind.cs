namespace GraphDriver.Oci.Registry.Server.Http;

/// <summary>What a path of the API stands for.</summary>
internal enum RouteKind
{
    /// <summary><c>/v2/</c></summary>
    Root,

    /// <summary><c>/v2/_catalog</c></summary>
    Catalog,

    /// <summary><c>/v2/NAME/tags/list</c></summary>
    Tags,

    /// <summary><c>/v2/NAME/referrers/DIGEST</c></summary>
    Referrers,

    /// <summary><c>/v2/NAME/manifests/TAG-OR-DIGEST</c></summary>
    Manifest,

    /// <summary><c>/v2/NAME/blobs/DIGEST</c></summary>
    Blob,

    /// <summary><c>/v2/NAME/blobs/uploads/</c></summary>
    Uploads,

    /// <summary><c>/v2/NAME/blobs/uploads/ID</c></summary>
    Upload,
}
