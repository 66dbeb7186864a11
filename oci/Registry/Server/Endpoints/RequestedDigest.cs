using GraphDriver.Oci.Model;

namespace GraphDriver.Oci.Registry.Server.Endpoints;

/// <summary>A digest in a request's path or query.</summary>
internal static class RequestedDigest
{
    /// <exception cref="RefusalException">The text is none.</exception>
    public static Digest Parse(string text) => Digest.TryParse(text, out var digest) ? digest : throw RefusalException.InvalidDigest("that is no digest");
}
