using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.GoogleFederation;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;
using Passinstance.Templates.Templates;
using Passinstance.Wallet.Google;
using Passinstance.Wallet.Json;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>
/// A Google Wallet issuer and the service account that signs for it: with a key of the account, or by workload identity federation.
/// </summary>
public sealed record UploadGoogleIdentityRequest
{
    /// <summary>The issuer id, from the Google Pay and Wallet console.</summary>
    public string? IssuerId { get; init; }

    /// <summary>The service account's JSON key file: as an object, or as its text. Either this or <c>credentialConfiguration</c>.</summary>
    public JsonElement? ServiceAccountKey { get; init; }

    /// <summary>
    /// In the place of a key: the credential configuration of workload identity federation, as <c>gcloud iam workload-identity-pools
    /// create-cred-config</c> writes it, as an object or as its text. Its token source must be one that the operator has configured for the
    /// organization.
    /// </summary>
    public JsonElement? CredentialConfiguration { get; init; }

    /// <summary>
    /// Whether Google has granted publishing access. Until then an issuer is in demo mode. Default: as it was uploaded before, first false.
    /// </summary>
    public bool? PublishingAccess { get; init; }
}

/// <summary>Stores a Google Wallet issuer. A new key or configuration of the issuer replaces the old one.</summary>
internal static class UploadGoogleIdentity
{
    private const int MaxKeyFile = 64 * 1024;
    private const int MaxKey = 4096;
    private const int MaxAddress = 320;

    internal static async Task<Results<Created<WalletIdentityResponse>, Ok<WalletIdentityResponse>, Problem>> HandleAsync(
        UploadGoogleIdentityRequest request, ClaimsPrincipal caller, TemplatesDbContext db, SecretBox box, GoogleCheck check,
        FederationRegistry federation, TimeProvider time, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        var errors = new List<InvalidValue>();
        var issuerId = request.IssuerId is null ? null : PastedText.Trim(request.IssuerId);
        if (issuerId is not { Length: >= 1 and <= 30 } || !issuerId.All(char.IsAsciiDigit))
        {
            errors.Add(new InvalidValue("/issuerId", "required",
                "Give the Google Wallet issuer id: digits only, as the Google Pay and Wallet console shows it."));
        }

        if (request.CredentialConfiguration is { } configuration)
        {
            if (request.ServiceAccountKey is not null)
            {
                errors.Add(new InvalidValue("/credentialConfiguration", "invalid_identity",
                    "Send either serviceAccountKey or credentialConfiguration, not both."));
            }

            if (GoogleConfiguration.Read(configuration, organizationId, federation, errors) is not var (email, federated)
                || errors.Count > 0)
                return Problem.Invalid(errors);
            if (await check.CheckAsync(issuerId!, federation.Create(organizationId, email, federated), federated, cancellationToken)
                is { } unfit)
                return unfit;
            return await StoreAsync(
                issuerId!, new GoogleAccount(email, null, KeyLocation.WorkloadIdentityFederation),
                JsonSerializer.SerializeToUtf8Bytes(federated), request, organizationId, db, box, time, cancellationToken);
        }

        var key = ReadKey(request.ServiceAccountKey, errors);
        if (errors.Count > 0 || key is null)
            return Problem.Invalid(errors);

        using (var account = GoogleServiceAccount.FromPem(key.ClientEmail, key.PrivateKey, key.KeyId))
        {
            if (await check.CheckAsync(issuerId!, account, cancellationToken) is { } problem)
                return problem;
        }

        return await StoreAsync(
            issuerId!, new GoogleAccount(key.ClientEmail, key.KeyId, KeyLocation.Stored), Encoding.UTF8.GetBytes(key.PrivateKey), request,
            organizationId, db, box, time, cancellationToken);
    }

    private static async Task<Results<Created<WalletIdentityResponse>, Ok<WalletIdentityResponse>, Problem>> StoreAsync(
        string issuerId, GoogleAccount account, byte[] secret, UploadGoogleIdentityRequest request, Guid organizationId,
        TemplatesDbContext db, SecretBox box, TimeProvider time, CancellationToken cancellationToken)
    {
        var stored = await db.FindIdentityAsync(organizationId, WalletIdentity.Google, issuerId, cancellationToken);
        var identity = stored ?? WalletIdentity.Create(organizationId, WalletIdentity.Google, issuerId, time);
        var sealedSecret = box.Seal(WalletIdentity.Purpose, organizationId, secret);
        var isDemo = request.PublishingAccess is { } granted ? !granted : stored?.IsDemo ?? true;
        identity.Replace(account, sealedSecret, isDemo, time);
        return await db.SaveIdentityAsync(identity, isNew: stored is null, time, cancellationToken);
    }

    private static AccountKey? ReadKey(JsonElement? given, List<InvalidValue> errors)
    {
        try
        {
            var text = given?.ValueKind switch
            {
                JsonValueKind.Object => given.Value.GetRawText(),
                JsonValueKind.String => PastedText.Trim(given.Value.GetString()!),
                _ => throw new ArgumentException("It is neither an object nor a text.", nameof(given)),
            };
            if (text.Length > MaxKeyFile)
                throw new ArgumentException("It is too long.", nameof(given));
            var file = JsonElement.Parse(text);
            if (file.ValueKind != JsonValueKind.Object || !file.TryGetProperty("type", out var type)
                || type.ValueKind != JsonValueKind.String || type.GetString() != "service_account")
                throw new ArgumentException("It is not the key file of a service account (type: service_account).", nameof(given));
            using var account = GoogleServiceAccount.FromJson(text);
            if (!account.Email.Contains('@', StringComparison.Ordinal) || !TemplateContents.IsName(account.Email, MaxAddress)
                || (account.KeyId is not null && !TemplateContents.IsName(account.KeyId, MaxAddress)))
                throw new ArgumentException("Its client_email is no address.", nameof(given));
            using var rsa = RSA.Create();
            rsa.ImportFromPem(PastedText.Pem(file.GetProperty("private_key").GetString()!));
            if (rsa.KeySize > MaxKey)
                throw new ArgumentException($"Its key has more than {MaxKey} bits.", nameof(given));
            return new AccountKey(account.Email, account.KeyId, rsa.ExportPkcs8PrivateKeyPem());
        }
        // Half a surrogate pair is an InvalidOperationException when it is read.
        catch (Exception exception) when (exception
            is ArgumentException or JsonException or CryptographicException or InvalidOperationException or KeyNotFoundException)
        {
            errors.Add(new InvalidValue("/serviceAccountKey", "invalid_identity",
                given is { } other && GoogleConfiguration.TypeOf(other) == GoogleConfiguration.Type
                ? "This is the credential configuration of workload identity federation: send it as credentialConfiguration."
                : "This is not the JSON key file of a Google service account with an RSA key of 2048 to 4096 bits. " +
                "Make a key for the account in Google's console and send that file unchanged."));
            return null;
        }
    }

    private sealed record AccountKey(string ClientEmail, string? KeyId, string PrivateKey);
}
