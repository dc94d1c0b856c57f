using System.Text;
using System.Text.Json;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.Passes.Templates;
using Passinstance.Persistence.Transactions;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Json;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.AppleWallet;

/// <summary>
/// A holder signs up for the program of a pass: what was entered is stored for the issuer, and the response is a detached signature of
/// Wallet's token with the pass type's certificate. Wallet sends no credential with this call, so the address that the pass gives it
/// carries a proof. Without it nothing is stored or signed, and the response is the same whether the pass exists or not. The first
/// personalization stays.
/// </summary>
internal static class PersonalizePass
{
    private const int MaxToken = 4096;
    private const int MaxInfo = 16 * 1024;

    internal sealed record Request(string? PersonalizationToken, JsonElement? RequiredPersonalizationInfo);

    internal static async Task<IResult> HandleAsync(
        DevicePath path, HttpContext http, SigningIdentityStore identities, PersonalizationStore store, PassSecret secret,
        PassesDbContext db, UnitOfWork unitOfWork, SecretBox box, SigningFailures signing, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await DeviceResponses.ReadAsync<Request>(http.Request, cancellationToken) is not { PersonalizationToken: { } token } request ||
            !IsToken(token))
            return Problem.Malformed("Send Wallet's personalizationToken and requiredPersonalizationInfo.");
        // Before anything costly: a signature is made only for a device that has a pass which asks for it.
        if (await FindAsync(path, store, secret, cancellationToken) is not { } pass)
            return DeviceResponses.Unauthorized(http);
        using var signer = await identities.FindStoredAsync(path.OrganizationId, path.PassTypeIdentifier, cancellationToken);
        if (signer is null)
            return DeviceResponses.Unauthorized(http);
        var now = time.GetUtcNow();
        if (SigningFailures.Of(signer, now) is { } failure)
            return signing.Report(failure, path.OrganizationId, path.PassTypeIdentifier).AsConflict();

        if (request.RequiredPersonalizationInfo is { ValueKind: JsonValueKind.Object } info &&
            info.GetRawText() is { Length: <= MaxInfo } text && BodyValues.Fits(info))
        {
            var sealedInfo = box.Seal(Personalization.Purpose, path.OrganizationId, Encoding.UTF8.GetBytes(text));
            await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
            if (await store.AddAsync(path.OrganizationId, pass.Id, sealedInfo, now, cancellationToken))
            {
                // Devices replace the pass that asks with the personalized one.
                (await db.LockPassAsync(path.OrganizationId, pass.Id, cancellationToken)).Personalize(time);
                await db.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }
        }

        return TypedResults.Bytes(
            await signer.SignDetachedAsync(Encoding.UTF8.GetBytes(token), now, cancellationToken), "application/octet-stream");
    }

    private static async Task<PersonalizationStore.AskingPass?> FindAsync(
        DevicePath path, PersonalizationStore store, PassSecret secret, CancellationToken cancellationToken)
    {
        var pass = await store.FindAsync(path, cancellationToken);
        if (pass is null)
            secret.SimulateVerification(path.Proof ?? "");
        return pass is not null && secret.VerifyPersonalization(path.OrganizationId, pass.SealedSecret, path.Proof ?? "") ? pass : null;
    }

    // A holder may request this signature, and a signature of a manifest would be a forged pass. A manifest needs braces and quotes.
    private static bool IsToken(string token) => token.Length is > 0 and <= MaxToken &&
        token.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '+' or '/' or '=');
}
