using System.Net;
using System.Net.Http.Headers;

namespace GraphDriver.Oci.Registry;

/// <summary>A registry did not do what it was asked for: it refused, failed, or could not be reached.</summary>
public sealed class RegistryException : IOException
{
    /// <param name="reference">The image or host, in the transport notation; the message starts with it.</param>
    /// <param name="reason">What went wrong and what to do.</param>
    /// <param name="innerException">What it comes from, such as a connection's failure.</param>
    public RegistryException(string reference, string reason, Exception? innerException = null)
        : base($"{reference}: {reason}", innerException) => Reference = reference;

    /// <summary>What was asked for, in the transport notation.</summary>
    public string Reference { get; }

    /// <summary>The registry's answer; null where there was none.</summary>
    public HttpStatusCode? StatusCode { get; init; }

    /// <summary>
    /// The registry's error code, such as <c>MANIFEST_UNKNOWN</c>
    /// (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes); null where it gave none.
    /// </summary>
    public string? ErrorCode { get; init; }

    /// <summary>The wait that the registry asks for before another try.</summary>
    internal RetryConditionHeaderValue? RetryAfter { get; init; }
}
