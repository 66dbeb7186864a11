using System.Net;
using GraphDriver.Oci.Registry.Http;

namespace GraphDriver.Oci.Registry.Uploads;

/// <summary>An upload that broke at the registry or on the way there; the inner exception says how.</summary>
internal sealed class UploadFailure(IOException reason) : IOException(reason.Message, reason)
{
    /// <summary>Whether it may go otherwise from the start.</summary>
    public bool IsTransient => RetryPolicy.IsTransient(InnerException!);

    /// <summary>Whether it was the access token, which may have died on the way; a second time it was not that.</summary>
    public bool IsOfToken => InnerException is RegistryException { StatusCode: HttpStatusCode.Unauthorized };
}
