using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Templates;
using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Rules;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>
/// Reads an upload and trusts nothing in it: sizes are bounded before anything is decoded, .NET's loader bounds the iterations that a
/// PKCS#12 file may ask for, and parts that do not fit together are rejected with what to upload instead.
/// </summary>
internal static class AppleUpload
{
    private const int MaxText = 64 * 1024;

    /// <summary>The certificate and its private key in PEM; null with <paramref name="errors"/> filled.</summary>
    internal static (AppleCertificate Certificate, string PrivateKey)? Read(
        UploadAppleIdentityRequest request, DateTimeOffset now, List<InvalidValue> errors)
    {
        CheckForm(request, errors);
        if (errors.Count > 0)
            return null;
        var at = request.Pkcs12 is null ? "/certificate" : "/pkcs12";
        try
        {
            using var identity = Open(request, errors);
            if (identity is null)
                return null;
            Check(identity, request, at, now, errors);
            return errors.Count > 0 ? null : (Describe(identity), identity.ExportPrivateKeyPem()!);
        }
        catch (AppleIdentityException exception)
        {
            errors.Add(new InvalidValue(PointerOf(exception.Part, request), "invalid_identity", exception.Message));
        }
        catch (Exception exception) when (exception is CryptographicException or AsnContentException)
        {
            errors.Add(new InvalidValue(at, "invalid_identity",
                "The certificate or the key cannot be read. Export both again and upload them."));
        }

        return null;
    }

    private static void CheckForm(UploadAppleIdentityRequest request, List<InvalidValue> errors)
    {
        foreach (var (pointer, text) in ((string, string?)[])[
            ("/pkcs12", request.Pkcs12), ("/password", request.Password), ("/certificate", request.Certificate),
            ("/privateKey", request.PrivateKey), ("/intermediates", request.Intermediates)])
        {
            if (text?.Length > MaxText)
            {
                errors.Add(new InvalidValue(pointer, "too_long",
                    $"Send at most {MaxText / 1024} KiB: a certificate with its key has about four."));
            }
        }

        if (request.Pkcs12 is not null && (request.Certificate ?? request.PrivateKey) is not null)
            errors.Add(new InvalidValue("/pkcs12", "ambiguous", "Send either pkcs12, or certificate and privateKey."));
        else if (request.Pkcs12 is null && (request.Certificate is null || request.PrivateKey is null))
        {
            errors.Add(new InvalidValue(request.PrivateKey is null ? "/privateKey" : "/certificate", "required",
                "Send pkcs12 (with its password), or certificate and privateKey in PEM."));
        }
    }

    // Each error at the member that it is in; a PKCS#12 file has them all but its password.
    private static string PointerOf(AppleIdentityPart part, UploadAppleIdentityRequest request) => part switch
    {
        AppleIdentityPart.Password => "/password",
        AppleIdentityPart.Intermediates =>
            request.Pkcs12 is not null || request.Intermediates is not null ? "/intermediates" : "/certificate",
        _ when request.Pkcs12 is not null => "/pkcs12",
        AppleIdentityPart.PrivateKey => "/privateKey",
        _ => "/certificate",
    };

    private static AppleSigningIdentity? Open(UploadAppleIdentityRequest request, List<InvalidValue> errors)
    {
        if (request.Pkcs12 is null)
            return AppleSigningIdentity.FromPem(request.Certificate!, request.PrivateKey!, request.Intermediates ?? request.Certificate!);

        var base64 = PastedText.Base64(request.Pkcs12);
        var file = new byte[base64.Length + 1];
        if (!Convert.TryFromBase64String(base64, file, out var length))
        {
            errors.Add(new InvalidValue("/pkcs12", "not_base64", "Send the PKCS#12 file's bytes in base64."));
            return null;
        }

        var intermediates = new X509Certificate2Collection();
        try
        {
            if (request.Intermediates is not null)
                intermediates.ImportFromPem(PastedText.Pem(request.Intermediates));
            return AppleSigningIdentity.FromPkcs12(file.AsMemory(0, length), request.Password, [.. intermediates]);
        }
        finally
        {
            foreach (var certificate in intermediates)
                certificate.Dispose();
        }
    }

    private static void Check(
        AppleSigningIdentity identity, UploadAppleIdentityRequest request, string at, DateTimeOffset now, List<InvalidValue> errors)
    {
        if (!identity.PassTypeIdentifier.StartsWith("pass.", StringComparison.Ordinal)
            || !TemplateContents.IsName(identity.PassTypeIdentifier, TemplateContents.MaxIdentifier))
        {
            errors.Add(new InvalidValue(at, "not_a_pass_certificate",
                "The certificate is not for a Pass Type ID: its subject names none (UID=pass...). " +
                "Make one at Apple under Identifiers, Pass Type IDs."));
        }

        if (identity.Certificate.RawDataMemory.Span.SequenceEqual(identity.Intermediate.RawDataMemory.Span))
        {
            errors.Add(new InvalidValue(at, "not_a_pass_certificate",
                "The certificate is self-signed. Upload the one that Apple made from your certificate request."));
        }

        if (!TemplateContents.IsName(identity.TeamIdentifier, TemplateContents.MaxIdentifier)
            || !TemplateContents.IsName(identity.Certificate.Issuer, MaxText))
        {
            errors.Add(new InvalidValue(at, "not_a_pass_certificate",
                "The certificate names no developer team (OU). Make one at Apple under Identifiers, Pass Type IDs."));
        }

        if (!CanSign(identity))
        {
            errors.Add(new InvalidValue(request.Pkcs12 is null ? "/privateKey" : at, "invalid_identity",
                "A signature of the private key does not verify with the certificate: the key is damaged. " +
                "Export both again and upload them."));
        }

        errors.AddRange(identity.Validate(now).Where(finding => finding.Severity == FindingSeverity.Error)
            .Select(finding => new InvalidValue(at, finding.Code, finding.Message)));
    }

    // A key with the certificate's modulus may still be damaged.
    private static bool CanSign(AppleSigningIdentity identity)
    {
        using var privateKey = RSA.Create();
        privateKey.ImportFromPem(identity.ExportPrivateKeyPem());
        using var publicKey = identity.Certificate.GetRSAPublicKey()!;
        var content = "Passinstance"u8.ToArray();
        var signature = privateKey.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return publicKey.VerifyData(content, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static AppleCertificate Describe(AppleSigningIdentity identity) => new(
        identity.PassTypeIdentifier, identity.TeamIdentifier,
        identity.Certificate.ExportCertificatePem(), identity.Intermediate.ExportCertificatePem(),
        identity.Certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant(),
        identity.Certificate.SerialNumber, identity.Certificate.Issuer, identity.NotBefore, identity.NotAfter);
}
