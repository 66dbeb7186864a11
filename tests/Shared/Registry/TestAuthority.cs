using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GraphDriver.Testing.Registry;

/// <summary>An authority that nobody trusts by itself, and the certificates that it issues.</summary>
public sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UtcNow.AddDays(-1);
    private static readonly DateTimeOffset End = Start.AddDays(30);

    private readonly TestAuthority? _issuer;

    public TestAuthority(string name = "test authority", TestAuthority? issuer = null)
    {
        _issuer = issuer;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        Certificate = issuer is null ? request.CreateSelfSigned(Start, End) : issuer.Issue(request, key);
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>A certificate with its key for servers at 127.0.0.1 and for clients.</summary>
    public X509Certificate2 Issue(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1"), new("1.3.6.1.5.5.7.3.2")], false));
        return Issue(request, key);
    }

    public void Dispose()
    {
        Certificate.Dispose();
        _issuer?.Dispose();
    }

    private X509Certificate2 Issue(CertificateRequest request, ECDsa key)
    {
        using var issued = request.Create(Certificate, Start, End.AddDays(-1), RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }
}
