using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GraphDriver.Oci.Registry.Server;

/// <summary>Reads the certificate that a registry speaks TLS with.</summary>
public static class ServerCertificate
{
    /// <param name="certificateFile">PEM: the certificate, and after it those that lead to its authority.</param>
    /// <param name="keyFile">PEM: its key, not encrypted.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file does not hold what it should, or the two do not belong together.</exception>
    public static SslStreamCertificateContext Load(string certificateFile, string keyFile)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificateFile);
            return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(certificateFile, keyFile), chain, offline: true);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new InvalidDataException($"{certificateFile} and {keyFile} are no certificate and its key: {error.Message}", error);
        }
    }
}
