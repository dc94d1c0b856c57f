using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Passinstance.ExternalSigners;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>A certificate that Apple made from a certificate request of yours.</summary>
public sealed record PutCertificateRequest
{
    /// <summary>The certificate, in PEM or the .cer file in base64.</summary>
    public required string Certificate { get; init; }

    /// <summary>
    /// Intermediate certificates in PEM. Apple WWDR G4, which issues Pass Type ID certificates, is known; send a newer one, with Apple's
    /// root.
    /// </summary>
    public string? Intermediates { get; init; }
}

/// <summary>
/// Puts the certificate from Apple to the key that was made for it: the open request's, or the present one again. Passes are signed with
/// it from now on, and installed ones go on.
/// </summary>
internal static class PutCertificate
{
    /// <summary>The types that browsers and scripts send a <c>.cer</c> file with.</summary>
    internal static readonly string[] FileTypes =
    [
        AppleForm.MediaType, "application/pkix-cert", "application/x-x509-ca-cert", "application/x-x509-user-cert",
        "application/x-pem-file", "application/pem-certificate-chain", "application/octet-stream", "text/plain",
    ];

    internal static async Task<Results<Ok<WalletIdentityResponse>, Problem>> HandleAsync(
        string id, PutCertificateRequest request, ClaimsPrincipal caller, TemplatesDbContext db, SecretBox box,
        ExternalSignerRegistry signers, TimeProvider time, CancellationToken cancellationToken) =>
        await db.FindIdentityAsync(id, caller, cancellationToken) is { DeletedAt: null, Kind: WalletIdentity.Apple } identity
            ? await CertificateRequests.CompleteAsync(
                identity, request.Certificate, request.Intermediates, db, box, signers, time, cancellationToken)
            : WalletIdentityLookup.NotFound(id);

    /// <summary>The same operation with the file as the body, or with a form.</summary>
    internal static async Task<Results<Ok<WalletIdentityResponse>, Problem>> HandleFileAsync(
        string id, HttpRequest http, ClaimsPrincipal caller, TemplatesDbContext db, SecretBox box,
        ExternalSignerRegistry signers, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.FindIdentityAsync(id, caller, cancellationToken) is not { DeletedAt: null, Kind: WalletIdentity.Apple } identity)
            return WalletIdentityLookup.NotFound(id);

        UploadAppleIdentityRequest? request;
        Func<InvalidValue, InvalidValue> locate;
        if (MediaTypeHeaderValue.TryParse(http.ContentType, out var type)
            && type.MediaType.Equals(AppleForm.MediaType, StringComparison.OrdinalIgnoreCase))
        {
            (request, locate, var problem) = await AppleForm.ReadAsync(http, cancellationToken);
            if (problem is not null)
                return problem;
        }
        else
        {
            if (await ReadBodyAsync(http, cancellationToken) is not { } file)
            {
                return Problem.Of(StatusCodes.Status413PayloadTooLarge, "body_too_large",
                    $"The file is larger than {AppleUpload.MaxText / 1024} KiB: a certificate has about two.");
            }

            var errors = new List<InvalidValue>();
            request = AppleForm.OfFile(file, errors);
            locate = error => error with { Pointer = "" };
            if (errors.Count > 0)
                return Problem.Invalid(errors);
        }

        if (request!.Certificate is null)
        {
            return Problem.Invalid([locate(new InvalidValue("/certificate", "required", request switch
            {
                { Pkcs12: not null } => "This is a PKCS#12 file (.p12). Send it to POST /wallet-identities/apple, with its password.",
                { PrivateKey: not null } => "This is a private key. The key was made here: send the certificate that Apple made for it.",
                { Intermediates: not null } =>
                    "This is the certificate of an authority. Send the certificate that Apple made from your request.",
                _ => "Send the certificate that Apple made from your request.",
            }))]);
        }

        var result = await CertificateRequests.CompleteAsync(
            identity, request.Certificate, request.Intermediates, db, box, signers, time, cancellationToken);
        return result.Result is Problem rejected ? rejected.Relocate(locate) : result;
    }

    private static async Task<byte[]?> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (content.Length + read > AppleUpload.MaxText)
                return null;
            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }
}
