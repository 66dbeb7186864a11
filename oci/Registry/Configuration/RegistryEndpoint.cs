namespace GraphDriver.Oci.Registry.Configuration;

/// <summary>A place that images are pulled from: a registry, or a part of one.</summary>
/// <param name="Location">
/// <c>host[:port][/path]</c>, which takes the place of the matched prefix; empty, of a wildcard prefix alone, keeps the name as it is.
/// </param>
/// <param name="Insecure">Whether untrusted certificates and plain HTTP are taken.</param>
/// <param name="Use">Which pulls a mirror serves.</param>
internal sealed record RegistryEndpoint(string Location, bool Insecure, MirrorUse Use = MirrorUse.All);
