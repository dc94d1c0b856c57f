using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Passinstance.Testing.Wallet;

/// <summary>
/// A test CA in place of Apple's for Pass Type ID certificates: a root, an intermediate, and leaf certificates with Apple's structure.
/// </summary>
public sealed class AppleTestAuthority : IDisposable
{
    // Its own, so that what another authority has issued is not taken for its certificates.
    private readonly RSA _rootKey = RSA.Create(2048);
    private readonly RSA _key = RSA.Create(2048);
    private readonly TestKeys _keys = new();
    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _intermediate;

    /// <summary>A new authority.</summary>
    public AppleTestAuthority()
    {
        var now = DateTimeOffset.UtcNow;
        _root = Authority("Test Root", _rootKey).CreateSelfSigned(now.AddYears(-5), now.AddYears(20));
        using var made = Authority("Test Relations Authority", _key).Create(_root, now.AddYears(-4), now.AddYears(10), Serial());
        _intermediate = made.CopyWithPrivateKey(_key);
    }

    /// <summary>The root in PEM: openssl's trust anchor.</summary>
    public string RootPem => _root.ExportCertificatePem();

    /// <summary>The intermediate in PEM, without its key.</summary>
    public string IntermediatePem => _intermediate.ExportCertificatePem();

    /// <summary>A certificate for a pass type identifier with its key; the caller disposes of it.</summary>
    public X509Certificate2 Issue(
        string passTypeIdentifier, string teamIdentifier = "TEAM123456789", DateTimeOffset? notBefore = null,
            DateTimeOffset? notAfter = null, RSA? privateKey = null)
    {
        using var key = privateKey is null ? _keys.Next() : RSA.Create(privateKey.ExportParameters(includePrivateParameters: true));
        var request = new CertificateRequest(
            SubjectOf(passTypeIdentifier, teamIdentifier), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        var from = notBefore ?? DateTimeOffset.UtcNow.AddHours(-1);
        using var certificate = request.Create(_intermediate, from, notAfter ?? from.AddYears(1), Serial());
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>
    /// Plays Apple's page: the certificate for a certificate request. Of the request only the key is used, as Apple does.
    /// </summary>
    /// <returns>The .cer file, in DER.</returns>
    public byte[] IssueFor(
        string requestPem, string passTypeIdentifier, string teamIdentifier = "TEAM123456789", DateTimeOffset? notBefore = null,
        DateTimeOffset? notAfter = null)
    {
        var sent = CertificateRequest.LoadSigningRequestPem(requestPem, HashAlgorithmName.SHA256);
        var request = new CertificateRequest(SubjectOf(passTypeIdentifier, teamIdentifier), sent.PublicKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        var from = notBefore ?? DateTimeOffset.UtcNow.AddHours(-1);
        using var certificate = request.Create(
            _intermediate.SubjectName, X509SignatureGenerator.CreateForRSA(_key, RSASignaturePadding.Pkcs1), from,
            notAfter ?? from.AddYears(1), Serial());
        return certificate.Export(X509ContentType.Cert);
    }

    /// <summary>A certificate with another subject than a pass's, with its key; the caller disposes of it.</summary>
    public X509Certificate2 IssueOther(string commonName, string? userId, params X509Extension[] extensions)
    {
        ArgumentNullException.ThrowIfNull(extensions);
        using var key = _keys.Next();
        var name = new X500DistinguishedNameBuilder();
        if (userId is not null)
            name.Add("0.9.2342.19200300.100.1.1", userId);
        name.AddCommonName(commonName);
        name.AddOrganizationalUnitName("TEAM123456789");
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        foreach (var extension in extensions)
            request.CertificateExtensions.Add(extension);
        var from = DateTimeOffset.UtcNow.AddHours(-1);
        using var certificate = request.Create(_intermediate, from, from.AddYears(1), Serial());
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>A certificate and its key as a PKCS#12 file in base64, with or without the intermediate.</summary>
    public string Pkcs12(X509Certificate2 certificate, string? password, bool withIntermediate = true)
    {
        var contents = new X509Certificate2Collection(certificate);
        using var intermediate = X509CertificateLoader.LoadCertificate(_intermediate.RawData);
        if (withIntermediate)
            contents.Add(intermediate);
        return Convert.ToBase64String(contents.Export(X509ContentType.Pkcs12, password)!);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _root.Dispose();
        _intermediate.Dispose();
        _rootKey.Dispose();
        _key.Dispose();
    }

    private static X500DistinguishedName SubjectOf(string passTypeIdentifier, string teamIdentifier)
    {
        var name = new X500DistinguishedNameBuilder();
        name.Add("0.9.2342.19200300.100.1.1", passTypeIdentifier);
        name.AddCommonName($"Pass Type ID: {passTypeIdentifier}");
        name.AddOrganizationalUnitName(teamIdentifier);
        return name.Build();
    }

    private static CertificateRequest Authority(string name, RSA key)
    {
        var request = new CertificateRequest($"CN={name}, O=Tests", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }

    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }
}
