using GraphDriver.Oci.Names;

namespace GraphDriver.Oci.Registry.Configuration;

/// <summary>One place to try for an image: the name that it has there, and whether the place is insecure.</summary>
internal sealed record PullSource(ImageReference Reference, bool Insecure);
