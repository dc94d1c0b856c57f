using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Templates;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.AppleWallet;

/// <summary>
/// A holder signs up for the programme of a pass: what was entered is kept for the issuer, and Wallet's token is answered with a detached
/// signature by the pass type's certificate. The answer is the same whether there is such a pass or not, so that nothing can be probed, and
/// what came first stays: Wallet sends no credential here.
/// </summary>
internal static class PersonalizePass
{
    private const int MaxToken = 4096;
    private const int MaxInfo = 16 * 1024;

    internal sealed record Request(string? PersonalizationToken, JsonElement? RequiredPersonalizationInfo);

    internal static async Task<IResult> HandleAsync(
        DevicePath path, HttpContext http, SigningIdentityStore identities, PassesDbContext db, SecretBox box, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await DeviceResponses.ReadAsync<Request>(http.Request, cancellationToken) is not { PersonalizationToken: { } token } request || !IsToken(token))
            return Problem.Malformed("Send Wallet's personalizationToken and requiredPersonalizationInfo.");
        using var signer = await identities.FindStoredAsync(path.OrganizationId, path.PassTypeIdentifier, cancellationToken);
        if (signer is null)
            return DeviceResponses.Unauthorized(http);

        if (request.RequiredPersonalizationInfo is { ValueKind: JsonValueKind.Object } info && info.GetRawText() is { Length: <= MaxInfo } text)
            await KeepAsync(db, path, box.Seal(Personalization.Purpose, path.OrganizationId, Encoding.UTF8.GetBytes(text)), time, cancellationToken);
        return TypedResults.Bytes(signer.SignDetached(Encoding.UTF8.GetBytes(token), time.GetUtcNow()), "application/octet-stream");
    }

    // Anybody may ask for this signature, and a signature over a manifest would be a forged pass. A manifest needs braces and quotes.
    private static bool IsToken(string token) => token.Length is > 0 and <= MaxToken && token.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '+' or '/' or '=');

    private static async Task KeepAsync(PassesDbContext db, DevicePath path, byte[] sealedInfo, TimeProvider time, CancellationToken cancellationToken)
    {
        var (organizationId, passType, serial) = (path.OrganizationId, path.PassTypeIdentifier.Replace('\0', ' '), (path.SerialNumber ?? "").Replace('\0', ' '));
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var kept = await db.Database.SqlQuery<Guid>(
            $"""
             INSERT INTO personalizations (organization_id, pass_id, sealed_info, personalized_at)
             SELECT p.organization_id, p.id, {sealedInfo}, {time.GetUtcNow()} FROM passes p
             JOIN template_replicas t ON t.organization_id = p.organization_id AND t.id = p.template_id
             WHERE p.organization_id = {organizationId} AND p.pass_type_identifier = {passType} AND p.serial_number = {serial} AND t.definition ->> 'personalization' IS NOT NULL
             ON CONFLICT DO NOTHING RETURNING pass_id
             """).ToListAsync(cancellationToken);
        if (kept is not [var passId])
            return;
        // The personalised pass takes the place of the one that asks.
        (await Pass.LockAsync(db, organizationId, [passId], cancellationToken)).Single().Personalize(time);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
