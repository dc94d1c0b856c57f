using System.Text.Json;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.GoogleWallet;

/// <summary>
/// Google reports that a holder saved or deleted a pass. A repeat gets the same response and has no effect. The response to a forged
/// callback does not reveal whether the pass exists.
/// </summary>
internal static class ReceiveGoogleCallback
{
    private const int MaxBody = 32 * 1024;

    // Written by Google: unknown members are ignored.
    private static readonly JsonSerializerOptions Lenient = new(JsonSerializerDefaults.Web) { MaxDepth = 8 };

    internal static async Task<IResult> HandleAsync(
        string organization, HttpRequest request, GoogleRootKeys keys, GoogleCallbackStore store, PassesDbContext db,
        PassTemplates templates,
        UnitOfWork unitOfWork, PassInstallEvents installs, GoogleCallbackMetrics metrics, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await ReadAsync(request, cancellationToken) is not { SignedMessage: { } message } signed ||
            GoogleCallback.Read(message) is not { } callback)
        {
            metrics.CountRejected("malformed");
            return Problem.Malformed("Send a callback of Google Wallet as it was signed.");
        }

        var now = time.GetUtcNow();
        var roots = await keys.FindAsync(cancellationToken);
        if (!roots.Any(root => root.ExpiresAt > now))
        {
            metrics.CountRejected("no_root_keys");
            return Problem.Of(503, "service_unavailable",
                "Google's keys are not available at the moment. Send the callback again in a minute.");
        }

        if (!TypeId.TryParse(IdPrefixes.Organization, organization, out var organizationId) || callback.ExpiresAt <= now ||
            !GoogleSignature.IsValid(signed, callback.IssuerId, roots, now) ||
            !await store.IsIssuerAsync(organizationId, callback.IssuerId, cancellationToken))
        {
            metrics.CountRejected("unproved");
            return Problem.Unauthorized("This is not a valid callback of Google Wallet for an issuer of this organization.");
        }

        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        var passId = await store.FindPassIdAsync(organizationId, callback.ObjectId, cancellationToken);
        var pass = passId is { } id ? await db.LockPassAsync(organizationId, id, cancellationToken) : null;
        var nonce = GoogleCallbackNonce.Of(callback, organizationId, passId);
        var holders = pass is null ? 0 : nonce.PutBefore(await store.ReadLaterAsync(nonce, cancellationToken), pass.GoogleInstalls);
        var isNew = await store.AddAsync(nonce, cancellationToken);
        metrics.CountAccepted(!isNew ? "repeated" : pass is null ? "unknown" : callback.IsSaved ? "saved" : "deleted");
        if (isNew && pass is not null)
        {
            if (callback.IsSaved)
                pass.RecordGoogleSave(holders, (await templates.FindVersionAsync(pass, cancellationToken))?.Google);
            else
                pass.RecordGoogleDelete(holders);
            await db.SaveChangesAsync(cancellationToken);
            unitOfWork.OnCommitted(() => Report(installs, pass, callback));
        }

        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok();
    }

    private static void Report(PassInstallEvents installs, Pass pass, GoogleCallback callback)
    {
        if (callback.IsSaved)
            installs.RaiseInstalled(pass);
        else
            installs.RaiseRemoved([pass]);
    }

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
