using System.Net;

namespace GraphDriver.Oci.Registry.Server;

/// <summary>A request that is refused, with what the client is told (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes).</summary>
public sealed class RefusalException : Exception
{
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">The specification's code, such as <c>BLOB_UNKNOWN</c>.</param>
    /// <param name="message">One line for the client's user.</param>
    public RefusalException(HttpStatusCode status, string code, string message)
        : base(message) =>
        (Status, Code) = (status, code);

    public HttpStatusCode Status { get; }

    public string Code { get; }

    internal static RefusalException UnknownBlob(string what) => new(HttpStatusCode.NotFound, "BLOB_UNKNOWN", $"there is no blob {what}");

    internal static RefusalException UnknownManifest(string what) => new(HttpStatusCode.NotFound, "MANIFEST_UNKNOWN", $"there is no manifest {what}");

    internal static RefusalException UnknownUpload() => new(HttpStatusCode.NotFound, "BLOB_UPLOAD_UNKNOWN", "there is no such upload");

    internal static RefusalException InvalidUpload(string reason) => new(HttpStatusCode.BadRequest, "BLOB_UPLOAD_INVALID", reason);

    internal static RefusalException InvalidDigest(string reason) => new(HttpStatusCode.BadRequest, "DIGEST_INVALID", reason);

    internal static RefusalException InvalidManifest(string reason) => new(HttpStatusCode.BadRequest, "MANIFEST_INVALID", reason);

    internal static RefusalException InvalidName(string reason) => new(HttpStatusCode.BadRequest, "NAME_INVALID", reason);

    internal static RefusalException ReadOnly() => new(HttpStatusCode.MethodNotAllowed, "UNSUPPORTED", "this registry is read-only");

    internal static RefusalException WrongMethod() => new(HttpStatusCode.MethodNotAllowed, "UNSUPPORTED", "this registry does not know that method here");
}
