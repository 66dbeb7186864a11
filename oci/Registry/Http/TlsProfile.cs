namespace GraphDriver.Oci.Registry.Http;

/// <summary>How the other side of a TLS connection is trusted, and who we are to it. Connections are shared by equal profiles.</summary>
/// <param name="AcceptAnyCertificate">Whether certificates go unchecked.</param>
/// <param name="CertificateFolder">A folder of certs.d with further authorities and client certificates; null for none.</param>
/// <param name="WithoutClientCertificate">Whether the folder's client certificates are left out, as for hosts that a registry redirects to.</param>
internal sealed record TlsProfile(bool AcceptAnyCertificate, string? CertificateFolder, bool WithoutClientCertificate = false);
