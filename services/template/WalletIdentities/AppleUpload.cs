using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Passinstance.ExternalSigners;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Templates;
using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Rules;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>An upload that can sign passes: its certificate, and its private key in PEM.</summary>
internal sealed record AppleMaterial(AppleCertificate Certificate, string PrivateKey);

/// <summary>
/// Reads an upload and trusts nothing in it: sizes are bounded before anything is decoded, .NET's loader bounds the iterations that a
/// PKCS#12 file may ask for, the kind of the certificate is looked at before its key, and parts that do not fit together are rejected with
/// what to upload instead.
/// </summary>
internal static class AppleUpload
{
    internal const int MaxText = 64 * 1024;

    /// <summary>Whether a certificate came without a key: one of the organization's certificate requests may have it.</summary>
    internal static bool IsCertificateAlone(UploadAppleIdentityRequest request) =>
        request is { Pkcs12: null, Certificate: not null, PrivateKey: null, Signer: null };

    /// <summary>The certificate and its private key; null with <paramref name="errors"/> filled.</summary>
    /// <param name="request">What was sent.</param>
    /// <param name="knownIntermediates">Intermediates of the organization's other certificates, in PEM.</param>
    /// <param name="now">The time.</param>
    /// <param name="errors">Gets what is wrong.</param>
    /// <param name="signer">Signs in the place of a private key.</param>
    internal static AppleMaterial? Read(
        UploadAppleIdentityRequest request, IReadOnlyList<string> knownIntermediates, DateTimeOffset now, List<InvalidValue> errors,
        IExternalSigner? signer = null)
    {
        CheckForm(request, errors);
        if (errors.Count > 0)
            return null;
        var at = request.Pkcs12 is null ? "/certificate" : "/pkcs12";
        try
        {
            using var identity = Open(request, knownIntermediates, certificate => CheckKind(certificate, now), errors, signer);
            if (identity is null)
                return null;
            Check(identity, request, at, now, errors);
            return errors.Count > 0 ? null : new AppleMaterial(AppleCertificate.Of(identity), identity.ExportPrivateKeyPem() ?? "");
        }
        catch (AppleIdentityException exception)
        {
            errors.Add(new InvalidValue(PointerOf(exception.Part, request), exception.Code, exception.Message));
        }
        catch (ExternalSignerException exception) when (exception.IsPermanent)
        {
            errors.Add(new InvalidValue(
                exception.Part is ExternalSignerPart.Key ? "/signer/key" : "/signer/name", "signer_rejected", exception.Message));
        }
        catch (Exception exception) when (exception is CryptographicException or AsnContentException)
        {
            errors.Add(new InvalidValue(at, "invalid_identity",
                "The certificate or the key cannot be read. Export both again and upload them."));
        }

        return null;
    }

    /// <summary>
    /// The certificate that was sent, without its key, to find the certificate request that it is for; null with
    /// <paramref name="errors"/> filled when it is no Pass Type ID certificate.
    /// </summary>
    internal static X509Certificate2? ReadCertificate(string certificate, DateTimeOffset now, List<InvalidValue> errors)
    {
        try
        {
            var certificates = AppleIdentityFiles.ReadCertificates(certificate, "certificate", AppleIdentityPart.Certificate);
            var leaf = certificates.FirstOrDefault(CertificateKind.IsPassCertificate) ?? certificates[0];
            foreach (var other in certificates.Where(other => !ReferenceEquals(other, leaf)))
                other.Dispose();
            CheckKind(leaf, now);
            return leaf;
        }
        catch (AppleIdentityException exception)
        {
            errors.Add(new InvalidValue("/certificate", exception.Code, exception.Message));
        }
        catch (Exception exception) when (exception is CryptographicException or AsnContentException)
        {
            errors.Add(new InvalidValue("/certificate", "invalid_identity", "The certificate cannot be read. Download it at Apple again."));
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
                    $"Send at most {MaxText / 1024} KiB: a certificate with its key has about four.", ("maxBytes", MaxText)));
            }
        }

        if (errors.Count > 0)
            return;
        if (request.Signer is not null)
        {
            if (request.Certificate is null || (request.Pkcs12 ?? request.PrivateKey) is not null)
                errors.Add(new InvalidValue("/signer", "ambiguous", "With signer send certificate, and neither pkcs12 nor privateKey."));
            return;
        }

        if (request.Pkcs12 is not null && (request.Certificate ?? request.PrivateKey) is not null)
            errors.Add(new InvalidValue("/pkcs12", "ambiguous", "Send either pkcs12, or certificate and privateKey."));
        else if (request.Pkcs12 is null && (request.Certificate is null || request.PrivateKey is null))
        {
            errors.Add(request switch
            {
                { PrivateKey: not null } => new InvalidValue("/certificate", "required",
                    "This is a private key alone. Send the certificate that Apple made for it, too."),
                { Certificate: null, Intermediates: not null } => new InvalidValue("/certificate", "required",
                    "This is the certificate of an authority alone. Send the certificate that Apple made for your Pass Type ID, with its "
                    + "private key."),
                _ => new InvalidValue(
                    "/privateKey", "required", "Send pkcs12 (with its password), or certificate and privateKey in PEM."),
            });
        }
    }

    // Each error at the member that it is in; a PKCS#12 file has them all but its password.
    private static string PointerOf(AppleIdentityPart part, UploadAppleIdentityRequest request) => part switch
    {
        AppleIdentityPart.Password => "/password",
        AppleIdentityPart.Intermediates =>
            request.Pkcs12 is not null || request.Intermediates is not null ? "/intermediates" : "/certificate",
        _ when request.Pkcs12 is not null => "/pkcs12",
        AppleIdentityPart.PrivateKey when request.Signer is not null => "/signer/key",
        AppleIdentityPart.PrivateKey => "/privateKey",
        _ => "/certificate",
    };

    private static AppleSigningIdentity? Open(
        UploadAppleIdentityRequest request, IReadOnlyList<string> knownIntermediates, Action<X509Certificate2> check,
        List<InvalidValue> errors, IExternalSigner? signer)
    {
        using var intermediates = new Certificates();
        if (request.Intermediates is not null)
        {
            intermediates.AddRange(
                AppleIdentityFiles.ReadCertificates(request.Intermediates, "intermediate certificate", AppleIdentityPart.Intermediates));
        }

        foreach (var known in knownIntermediates)
            intermediates.AddRange(AppleIdentityFiles.ReadCertificates(known, "certificate", AppleIdentityPart.Intermediates));
        if (signer is not null)
        {
            using var certificates = new Certificates();
            certificates.AddRange(
                AppleIdentityFiles.ReadCertificates(request.Certificate!, "certificate", AppleIdentityPart.Certificate));
            var leaf = certificates.Find(CertificateKind.IsPassCertificate) ?? certificates[0];
            check(leaf);
            return AppleSigningIdentity.FromExternalSigner(leaf, [.. certificates.Where(one => one != leaf), .. intermediates], signer);
        }

        if (request.Pkcs12 is null)
        {
            return AppleSigningIdentity.FromPem(
                request.Certificate!, request.PrivateKey!, string.Join('\n', intermediates.Select(one => one.ExportCertificatePem())),
                check);
        }

        var parts = CredentialFile.ReadText(request.Pkcs12);
        if (parts[0].Kind is not (CredentialKind.Pkcs12 or CredentialKind.Unknown))
        {
            errors.Add(new InvalidValue("/pkcs12", "invalid_identity", CredentialFile.Describe(parts[0].Kind)));
            return null;
        }

        if (parts[0].Content.IsEmpty)
        {
            errors.Add(new InvalidValue("/pkcs12", "not_base64", "Send the PKCS#12 file's bytes in base64."));
            return null;
        }

        return AppleSigningIdentity.FromPkcs12(parts[0].Content, request.Password, intermediates, check);
    }

    private static void CheckKind(X509Certificate2 certificate, DateTimeOffset now)
    {
        if (CertificateKind.Mistake(certificate) is { } mistake)
            throw new AppleIdentityException(AppleIdentityPart.Certificate, mistake) { Code = "not_a_pass_certificate" };
        if (certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData))
        {
            throw new AppleIdentityException(AppleIdentityPart.Certificate,
                "The certificate is self-signed. Upload the one that Apple made from your certificate request.")
            { Code = "not_a_pass_certificate" };
        }

        // Before its issuer is looked for, which an expired certificate does not need.
        var (notBefore, notAfter) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        if (AppleSigningIdentity.CheckValidity(notBefore, notAfter, now) is { Severity: FindingSeverity.Error } finding)
            throw new AppleIdentityException(AppleIdentityPart.Certificate, finding.Message) { Code = finding.Code };
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

        if (!TemplateContents.IsName(identity.TeamIdentifier, TemplateContents.MaxIdentifier)
            || !TemplateContents.IsName(identity.Certificate.Issuer, MaxText)
            || !TemplateContents.IsName(identity.Certificate.Subject, MaxText))
        {
            errors.Add(new InvalidValue(at, "not_a_pass_certificate",
                "The certificate names no developer team (OU). Make one at Apple under Identifiers, Pass Type IDs."));
        }

        errors.AddRange(identity.Validate(now).Where(finding => finding.Severity == FindingSeverity.Error)
            .Select(finding => finding.AsError(at)));
        // Last, because it takes most. A key with the certificate's modulus may still be damaged.
        if (errors.Count == 0 && !TrialPass.IsValid(identity, now))
        {
            errors.Add(new InvalidValue(PointerOf(AppleIdentityPart.PrivateKey, request), "invalid_identity",
                "The signature of a trial pass does not verify with the certificate: the key is damaged. " +
                "Export both again and upload them."));
        }
    }

    private sealed class Certificates : List<X509Certificate2>, IDisposable
    {
        public void Dispose()
        {
            foreach (var certificate in this)
                certificate.Dispose();
        }
    }
}
