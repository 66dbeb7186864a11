using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GraphDriver.Oci.Registry.Configuration;

namespace GraphDriver.Oci.Registry.Http;

/// <summary>
/// A folder of certs.d (containers-certs.d(5)): authorities in <c>*.crt</c>, which are trusted beside the system's, and client
/// certificates in <c>*.cert</c> with their keys in <c>*.key</c>.
/// </summary>
internal sealed class HostCertificates
{
    private HostCertificates(X509Certificate2Collection authorities, IReadOnlyList<X509Certificate2Collection> clients)
    {
        (Authorities, Clients) = (authorities, clients);
    }

    public X509Certificate2Collection Authorities { get; }

    /// <summary>Client certificates, each first with its key and then its chain.</summary>
    public IReadOnlyList<X509Certificate2Collection> Clients { get; }

    /// <summary>The folder for a registry, <c>host[:port]</c>: the user's, else the system's, else Docker's; null where there is none.</summary>
    public static string? FindFolder(string registry, HostEnvironment environment)
    {
        string[] folders =
        [
            Path.Combine(environment.Home, ".config/containers/certs.d"),
            $"{environment.SystemRoot}/etc/containers/certs.d",
            $"{environment.SystemRoot}/etc/docker/certs.d",
        ];
        return folders.Select(folder => Path.Combine(folder, registry)).FirstOrDefault(Directory.Exists);
    }

    /// <exception cref="InvalidDataException">A file holds no certificate, or a certificate or key lacks the other.</exception>
    public static HostCertificates Load(string folder)
    {
        var authorities = new X509Certificate2Collection();
        var clients = new List<X509Certificate2Collection>();
        var files = Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).ToList();
        foreach (var file in files)
        {
            switch (Path.GetExtension(file))
            {
                case ".crt":
                    authorities.AddRange(Read(file, () => Parse(file)));
                    break;
                case ".cert":
                    var key = Partner(file, ".key", files, "the certificate's key; an authority's certificate has the extension .crt");
                    clients.Add(Read(file, () => LoadClient(file, key)));
                    break;
                case ".key":
                    Partner(file, ".cert", files, "the key's client certificate");
                    break;
            }
        }

        return new HostCertificates(authorities, clients);
    }

    /// <summary>The TLS settings that trust the authorities and show the client certificates.</summary>
    public void ApplyTo(SslClientAuthenticationOptions ssl, bool withClient)
    {
        if (Authorities.Count > 0 && ssl.RemoteCertificateValidationCallback is null)
        {
            ssl.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                errors == SslPolicyErrors.None
                || (errors == SslPolicyErrors.RemoteCertificateChainErrors && certificate is X509Certificate2 peer && IsIssued(peer, chain));
        }

        if (withClient && Clients is [var only])
        {
            ssl.ClientCertificateContext = SslStreamCertificateContext.Create(only[0], only, offline: true);
        }
        else if (withClient && Clients.Count > 1)
        {
            ssl.LocalCertificateSelectionCallback = (_, _, _, _, issuers) =>
                (Clients.FirstOrDefault(client => client.Any(certificate => Array.IndexOf(issuers, certificate.Issuer) >= 0)) ?? Clients[0])[0];
        }
    }

    private bool IsIssued(X509Certificate2 certificate, X509Chain? sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(Authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1", "server authentication"));
        foreach (var intermediate in sent?.ChainElements.Select(element => element.Certificate).Concat(sent.ChainPolicy.ExtraStore) ?? [])
        {
            chain.ChainPolicy.ExtraStore.Add(intermediate);
        }

        if (chain.Build(certificate))
        {
            return true;
        }

        // An authority in certs.d need not be a root: whoever put it there trusts it as it is.
        return chain.ChainStatus.All(status => status.Status == X509ChainStatusFlags.PartialChain)
            && chain.ChainElements.Any(element => Authorities.Any(authority => authority.RawDataMemory.Span.SequenceEqual(element.Certificate.RawDataMemory.Span)));
    }

    private static X509Certificate2Collection Parse(string file)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(File.ReadAllText(file));
        return certificates.Count > 0 ? certificates : throw new CryptographicException("it holds no certificate in PEM form");
    }

    private static X509Certificate2Collection LoadClient(string file, string key)
    {
        var chain = Parse(file);
        chain[0] = X509Certificate2.CreateFromPemFile(file, key);
        return chain;
    }

    private static X509Certificate2Collection Read(string file, Func<X509Certificate2Collection> read)
    {
        try
        {
            return read();
        }
        catch (CryptographicException error)
        {
            throw new InvalidDataException($"{file}: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }

    private static string Partner(string file, string extension, List<string> files, string what)
    {
        var partner = Path.ChangeExtension(file, extension);
        return files.Contains(partner) ? partner : throw new InvalidDataException($"{partner}, {what}, is missing");
    }
}
