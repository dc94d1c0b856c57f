using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Passinstance.Testing.Wallet;

namespace Passinstance.Notifications.Tests.Fixtures;

/// <summary>Makes pass type certificates as Apple does, under a root of its own.</summary>
internal sealed class PassTypeAuthority : IDisposable
{
    private readonly TestKeys _keys = new();
    private readonly X509Certificate2 _root;

    internal PassTypeAuthority()
    {
        using var key = _keys.Next();
        var request = new CertificateRequest("CN=Test relations authority", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-2), DateTimeOffset.UtcNow.AddYears(5));
    }

    internal string RootPem => _root.ExportCertificatePem();

    internal (string Certificate, string PrivateKey) Issue(string passType, DateTimeOffset? expiresAt = null)
    {
        using var key = _keys.Next();
        var name = new X500DistinguishedNameBuilder();
        name.Add("0.9.2342.19200300.100.1.1", passType);
        name.AddOrganizationalUnitName("TEAM123456");
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var leaf = request.Create(
            _root, DateTimeOffset.UtcNow.AddYears(-1), expiresAt ?? DateTimeOffset.UtcNow.AddYears(1), RandomNumberGenerator.GetBytes(12));
        return (leaf.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose() => _root.Dispose();
}
