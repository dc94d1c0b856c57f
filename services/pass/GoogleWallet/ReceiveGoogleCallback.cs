using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Analytics;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.Passes.Templates;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.GoogleWallet;

/// <summary>
/// Google tells that a holder saved a pass or deleted it. Taken once; a repeat is answered like the first. Whoever cannot prove to be Google learns
/// nothing, not even whether there is such a pass.
/// </summary>
internal static class ReceiveGoogleCallback
{
    private const int MaxBody = 32 * 1024;

    // Written by Google: what a later version adds is read over.
    private static readonly JsonSerializerOptions Lenient = new(JsonSerializerDefaults.Web) { MaxDepth = 8 };

    internal static async Task<IResult> HandleAsync(
        string organization, HttpRequest request, GoogleRootKeys keys, PassesDbContext db, PassTemplates templates, UsageCounter usage, GoogleCallbackMetrics metrics,
        TimeProvider time, CancellationToken cancellationToken)
    {
        if (await ReadAsync(request, cancellationToken) is not { SignedMessage: { } message } signed || GoogleCallback.Read(message) is not { } callback)
        {
            metrics.Refused("malformed");
            return Problem.Malformed("Send a callback of Google Wallet as it was signed.");
        }

        var now = time.GetUtcNow();
        var roots = await keys.FindAsync(cancellationToken);
        if (!roots.Any(root => root.ExpiresAt > now))
        {
            metrics.Refused("no_root_keys");
            return Problem.Of(503, "service_unavailable", "Google's keys cannot be had at the moment. Send it again in a minute.");
        }

        if (!TypeId.TryParse(IdPrefixes.Organization, organization, out var organizationId) || callback.ExpiresAt <= now ||
            !GoogleSignature.Verifies(signed, callback.IssuerId, roots, now) || !await IsIssuerAsync(db, organizationId, callback.IssuerId, cancellationToken))
        {
            metrics.Refused("unproved");
            return Problem.Unauthorized("This is no callback of Google Wallet for an issuer here that is valid now.");
        }

        if (await TakeAsync(organizationId, callback, db, templates, metrics, cancellationToken) is { } pass)
        {
            if (callback.IsSaved)
                usage.Installed(pass);
            else
                usage.Removed([pass]);
        }

        return TypedResults.Ok();
    }

    /// <summary>The pass that was saved or deleted; null for a repetition, and for an object of no pass.</summary>
    private static async Task<Pass?> TakeAsync(
        Guid organizationId, GoogleCallback callback, PassesDbContext db, PassTemplates templates, GoogleCallbackMetrics metrics, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // An object id that two passes share, after a template took another pass type, is the newer one's.
        var id = await db.Passes.Where(p => p.OrganizationId == organizationId && p.GoogleObjectId == callback.ObjectId)
            .OrderByDescending(p => p.Id).Select(p => (Guid?)p.Id).FirstOrDefaultAsync(cancellationToken);
        var pass = id is null ? null : (await Pass.LockAsync(db, organizationId, [id.Value], cancellationToken)).Single();
        var nonce = GoogleCallbackNonce.Of(callback, organizationId, id);
        var holders = pass is null ? 0 : nonce.PutBefore(await ReadLaterAsync(db, nonce, cancellationToken), pass.GoogleInstalls);
        var isNew = await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO google_callback_nonces (organization_id, id, expires_at, pass_id, is_saved, holders_before)
             VALUES ({organizationId}, {nonce.Id}, {nonce.ExpiresAt}, {nonce.PassId}, {nonce.IsSaved}, {nonce.HoldersBefore})
             ON CONFLICT DO NOTHING
             """, cancellationToken) == 1;
        metrics.Taken(!isNew ? "repeated" : pass is null ? "unknown" : callback.IsSaved ? "saved" : "deleted");
        if (!isNew || pass is null)
        {
            await transaction.CommitAsync(cancellationToken);
            return null;
        }

        if (callback.IsSaved)
            pass.RecordGoogleSave(holders, (await templates.FindVersionAsync(organizationId, pass.TemplateId, pass.TemplateVersion, cancellationToken))?.Google);
        else
            pass.RecordGoogleDelete(holders);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return pass;
    }

    // Those of one moment: nobody deletes what they have not saved, so the saves come first. The pass is locked, so no other comes in between.
    private static Task<List<GoogleCallbackNonce>> ReadLaterAsync(PassesDbContext db, GoogleCallbackNonce nonce, CancellationToken cancellationToken) =>
        db.GoogleCallbackNonces
            .Where(n => n.OrganizationId == nonce.OrganizationId && n.PassId == nonce.PassId && n.Id != nonce.Id &&
                (n.ExpiresAt > nonce.ExpiresAt || (n.ExpiresAt == nonce.ExpiresAt && nonce.IsSaved == true && n.IsSaved == false)))
            .OrderBy(n => n.ExpiresAt).ThenByDescending(n => n.IsSaved).ThenBy(n => n.Id).ToListAsync(cancellationToken);

    // Also one that was deleted since: its passes are still on phones.
    private static Task<bool> IsIssuerAsync(PassesDbContext db, Guid organizationId, string issuerId, CancellationToken cancellationToken) =>
        db.WalletIdentities.AnyAsync(i => i.OrganizationId == organizationId && i.Kind == WalletIdentityReplica.Google && i.Name == issuerId, cancellationToken);

    private static async Task<SignedCallback?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = new byte[MaxBody];
        var length = await request.Body.ReadAtLeastAsync(body, MaxBody, throwOnEndOfStream: false, cancellationToken);
        try
        {
            return length == MaxBody ? null : JsonSerializer.Deserialize<SignedCallback>(body.AsSpan(0, length), Lenient);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
