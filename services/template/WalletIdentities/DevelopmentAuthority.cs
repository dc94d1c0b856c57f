using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Persistence.Secrets;
using Passinstance.Security.Secrets;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>
/// The deployment's stand-in for Apple: a root, and an intermediate in place of Apple's WWDR authority. Created when first needed and kept,
/// so that a developer trusts one root. It belongs to no organization and is never used in production.
/// </summary>
internal sealed class DevelopmentAuthority
{
    internal const string Purpose = "development-authority";

    /// <summary>
    /// The key of all certificates that this process issues, which no phone trusts: making one costs a tenth of a second of processor and
    /// more, and every organization that tries the product asks for one.
    /// </summary>
    private static readonly Lazy<(PublicKey Public, string PrivateKey)> CertificateKey = new(() =>
    {
        using var key = RSA.Create(2048);
        return (new PublicKey(key), key.ExportPkcs8PrivateKeyPem());
    });

    /// <summary>There is one row.</summary>
    public int Id { get; private init; } = 1;

    public string RootCertificate { get; private init; } = "";

    public string IntermediateCertificate { get; private init; } = "";

    public byte[] SealedIntermediateKey { get; private init; } = [];

    internal static async Task<DevelopmentAuthority> FindOrCreateAsync(
        TemplatesDbContext db, SecretBox box, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.DevelopmentAuthorities.AsNoTracking().SingleOrDefaultAsync(cancellationToken) is { } known)
            return known;

        var created = Create(box, time);
        // Of two simultaneous requests the first insert stays, and both read it.
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO development_authorities (id, root_certificate, intermediate_certificate, sealed_intermediate_key)
             VALUES (1, {created.RootCertificate}, {created.IntermediateCertificate}, {created.SealedIntermediateKey})
             ON CONFLICT DO NOTHING
             """,
            cancellationToken);
        return await db.DevelopmentAuthorities.AsNoTracking().SingleAsync(cancellationToken);
    }

    /// <summary>
    /// A certificate as Apple would issue it, with its private key, in PEM: the pass type identifier as UID, the team as OU.
    /// </summary>
    internal (string Certificate, string PrivateKey) Issue(
        string passTypeIdentifier, string teamIdentifier, SecretBox box, TimeProvider time)
    {
        using var issuerKey = RSA.Create();
        issuerKey.ImportPkcs8PrivateKey(box.Open(Purpose, Guid.Empty, SealedIntermediateKey), out _);
        using var issuer = X509Certificate2.CreateFromPem(IntermediateCertificate).CopyWithPrivateKey(issuerKey);
        var key = CertificateKey.Value;

        var name = new X500DistinguishedNameBuilder();
        name.Add("0.9.2342.19200300.100.1.1", passTypeIdentifier);
        name.AddCommonName($"Pass Type ID: {passTypeIdentifier}");
        name.AddOrganizationalUnitName(teamIdentifier);
        name.AddOrganizationName("Passinstance development");
        var request = new CertificateRequest(name.Build(), key.Public, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, true, false));
        var now = time.GetUtcNow();
        using var leaf = request.Create(issuer, now.AddDays(-1), now.AddYears(5), CreateSerialNumber());
        return (leaf.ExportCertificatePem(), key.PrivateKey);
    }

    private static DevelopmentAuthority Create(SecretBox box, TimeProvider time)
    {
        var now = time.GetUtcNow();
        using var rootKey = RSA.Create(2048);
        var rootRequest = CreateRequest("Passinstance Development Root", rootKey, pathLength: 1);
        using var root = rootRequest.CreateSelfSigned(now.AddDays(-1), now.AddYears(20));

        using var key = RSA.Create(2048);
        var request = CreateRequest("Passinstance Development Relations Authority", key, pathLength: 0);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        using var intermediate = request.Create(root, now.AddDays(-1), now.AddYears(19), CreateSerialNumber());
        // The root's key is not stored: nothing else is ever signed with it.
        return new DevelopmentAuthority
        {
            RootCertificate = root.ExportCertificatePem(),
            IntermediateCertificate = intermediate.ExportCertificatePem(),
            SealedIntermediateKey = box.Seal(Purpose, Guid.Empty, key.ExportPkcs8PrivateKey()),
        };
    }

    private static CertificateRequest CreateRequest(string name, RSA key, int pathLength)
    {
        var request = new CertificateRequest(
            $"CN={name}, O=Passinstance development", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, pathLength, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }

    private static byte[] CreateSerialNumber()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        // Positive, and without a leading zero byte.
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }
}

internal sealed class DevelopmentAuthorityConfiguration : IEntityTypeConfiguration<DevelopmentAuthority>
{
    public void Configure(EntityTypeBuilder<DevelopmentAuthority> builder)
    {
        builder.ToTable("development_authorities");
        builder.Property(a => a.SealedIntermediateKey).IsSealed(DevelopmentAuthority.Purpose);
        builder.Property(a => a.Id).ValueGeneratedNever();
    }
}
