using System.Buffers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.GoogleFederation;
using Passinstance.PassPreview;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Transactions;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;
using Passinstance.Templates.WalletIdentities;
using Passinstance.Wallet;
using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Google;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Templates.Templates;

/// <summary>The values of a test pass.</summary>
public sealed record TestPassRequest
{
    /// <summary>Values by field key, as in a pass. Without any, fields get samples.</summary>
    public OrderedDictionary<string, FieldValue>? Fields { get; init; }

    /// <summary>The barcode's content. Default: a sample.</summary>
    public string? BarcodeMessage { get; init; }

    /// <summary>The text below the barcode.</summary>
    public string? BarcodeAltText { get; init; }
}

/// <summary>A pass of the saved design, for a look at it on a phone.</summary>
public sealed record TestPassResponse
{
    /// <summary>Its serial number, which begins with <c>TEST-</c>.</summary>
    public string SerialNumber { get; init; } = "";

    /// <summary>The signed <c>.pkpass</c> file, in base64.</summary>
    public byte[] Pkpass { get; init; } = [];

    /// <summary>The link that saves it in Google Wallet; absent when no Google issuer is uploaded, or Google did not sign for it.</summary>
    public string? GoogleSaveUrl { get; init; }

    /// <summary>Whether a development certificate signed it: iPhones reject it then, and the simulated phone takes it.</summary>
    public bool DevelopmentCertificate { get; init; }
}

/// <summary>
/// Signs a pass of the saved design with the template's identity. The pass is stored nowhere, is marked as a test on its back, is never
/// updated, and expires.
/// </summary>
internal static class CreateTestPass
{
    internal static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);
    private const string FieldKey = "passinstance-test";

    internal static async Task<Results<Ok<TestPassResponse>, Problem>> HandleAsync(
        string id, TestPassRequest? request, ClaimsPrincipal caller, TemplatesDbContext db, DevelopmentIdentities development,
        SecretBox box, FederationRegistry federation, UnitOfWork unitOfWork, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.FindTemplateAsync(id, caller, cancellationToken) is not { } template)
            return TemplateLookup.NotFound(id);
        var now = time.GetUtcNow();
        var definition = Marked(template.ReadDefinition());
        var pass = PassOf(request ?? new TestPassRequest(), definition, now);
        var wrong = WalletPassRules.Validate(definition, pass).Where(finding => finding.Severity == FindingSeverity.Error).ToList();
        if (wrong.Count > 0)
            return Problem.Invalid([.. wrong.Select(finding => finding.AsError())]);

        var organizationId = template.OrganizationId;
        var images = await db.ReadImagesAsync(organizationId, template.Images, cancellationToken);
        var uploaded = await db.FindIdentityAsync(
            organizationId, WalletIdentity.Apple, definition.PassTypeIdentifier, cancellationToken);
        if (uploaded is { IsUsable: true, KeyLocation: not KeyLocation.Stored })
        {
            return Problem.Conflict("no_certificate",
                $"The key of the certificate for {definition.PassTypeIdentifier} is in an external signer, which signs issued passes " +
                "only. Publish the design and issue a pass to look at it on a phone.");
        }

        var (certificate, intermediates, secret, isDevelopment) =
            await FindAsync(uploaded, development, organizationId, definition, cancellationToken);
        if (certificate is null)
        {
            return Problem.Conflict("no_certificate",
                $"No certificate for {definition.PassTypeIdentifier} is stored here. Upload your Pass Type ID certificate with " +
                "POST /wallet-identities/apple, then try again.");
        }

        var file = new ArrayBufferWriter<byte>();
        try
        {
            var key = Encoding.UTF8.GetString(box.Open(WalletIdentity.Purpose, organizationId, secret!));
            using var signer = AppleSigningIdentity.FromPem(certificate, key, intermediates ?? "");
            PreparedPassTemplate.Prepare(definition, images, signer).Write(pass, now, file);
        }
        catch (InvalidWalletTemplateException invalid)
        {
            return Problem.Conflict("template_invalid", $"The design does not match its certificate. {invalid.Message}");
        }
        catch (Exception exception) when (exception is CryptographicException or AppleIdentityException)
        {
            return Problem.Conflict("certificate_unusable", $"The certificate cannot sign. {exception.Message}");
        }

        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        await db.SaveAuditEntryAsync(organizationId, IdPrefixes.Template, template.Id, time, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(new TestPassResponse
        {
            SerialNumber = pass.SerialNumber,
            Pkpass = file.WrittenSpan.ToArray(),
            GoogleSaveUrl = await GoogleAsync(db, box, federation, template, definition, pass, now, cancellationToken),
            DevelopmentCertificate = isDevelopment,
        });
    }

    private static WalletTemplate Marked(WalletTemplate definition)
    {
        var layout = definition.Layout ?? new PassLayout();
        var mark = new PassField
        {
            Key = FieldKey,
            Label = "Test pass",
            Value = "Made from a draft to look at it on a phone. It is not valid, is never updated, and expires within a week.",
        };
        return definition with { Layout = layout with { BackFields = [mark, .. layout.BackFields ?? []] } };
    }

    private static WalletPass PassOf(TestPassRequest request, WalletTemplate definition, DateTimeOffset now)
    {
        var sample = SamplePass.Of(definition);
        var fields = new OrderedDictionary<string, FieldValue>(StringComparer.Ordinal);
        foreach (var (key, value) in request.Fields ?? sample.Fields)
        {
            if (value is not null)
                fields[key] = value;
        }

        return new WalletPass
        {
            SerialNumber = $"TEST-{RandomNumberGenerator.GetHexString(16)}",
            Fields = fields,
            BarcodeMessage = request.BarcodeMessage ?? sample.BarcodeMessage,
            BarcodeAltText = request.BarcodeAltText,
            ExpirationDate = now + Lifetime,
        };
    }

    // The uploaded certificate whose key is here, otherwise outside production a development one.
    private static async Task<(string? Certificate, string? Intermediates, byte[]? Secret, bool IsDevelopment)> FindAsync(
        WalletIdentity? uploaded, DevelopmentIdentities development, Guid organizationId, WalletTemplate definition,
        CancellationToken cancellationToken)
    {
        if (uploaded is { IsUsable: true })
            return (uploaded.Certificate, uploaded.Intermediates, uploaded.SealedSecret, false);
        var own = await development.FindOrCreateAsync(
            organizationId, definition.PassTypeIdentifier, definition.TeamIdentifier, cancellationToken);
        return (own?.Certificate, own?.Intermediates, own?.SealedSecret, true);
    }

    private static async Task<string?> GoogleAsync(
        TemplatesDbContext db, SecretBox box, FederationRegistry federation, Template template, WalletTemplate definition, WalletPass pass,
        DateTimeOffset now, CancellationToken cancellationToken)
    {
        var issuer = await db.WalletIdentities.AsNoTracking()
            .Where(i => i.OrganizationId == template.OrganizationId && i.Kind == WalletIdentity.Google && i.DeletedAt == null)
            .OrderBy(i => i.Id).FirstOrDefaultAsync(cancellationToken);
        if (issuer is not { IsUsable: true })
            return null;
        // A class of its own for each draft: Google keeps the first that it gets, and the class of real passes must not change.
        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(template.Definition)))[..12];
        var prepared = PreparedGoogleTemplate.Prepare(
            definition, issuer.Name, $"{TypeId.Format(IdPrefixes.Template, template.Id)}-test-{mark}");
        if (!prepared.Fits(pass))
            return null;
        var secret = box.Open(WalletIdentity.Purpose, template.OrganizationId, issuer.SealedSecret);
        using var account = issuer.KeyLocation == KeyLocation.Stored
            ? GoogleServiceAccount.FromPem(issuer.ClientEmail!, Encoding.UTF8.GetString(secret), issuer.KeyId)
            : GoogleServiceAccount.FromExternalSigner(issuer.ClientEmail!, federation.Open(
                template.OrganizationId, issuer.ClientEmail!, JsonSerializer.Deserialize<FederatedAccount>(secret)!));
        try
        {
            return (await GoogleSaveLink.FullAsync(prepared, pass, account, now, cancellationToken)).Url;
        }
        catch (FederationException)
        {
            // The file for Apple Wallet is made already.
            return null;
        }
    }
}
