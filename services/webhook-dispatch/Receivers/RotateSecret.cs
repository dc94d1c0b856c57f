using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging.Transactions;
using Passinstance.ServiceDefaults.Encryption;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.Sending;

namespace Passinstance.Webhooks.Receivers;

/// <summary>A new signing secret.</summary>
public sealed record RotateSecretRequest
{
    /// <summary>The new secret, as at creation; absent: one is made.</summary>
    public string? Secret { get; init; }

    /// <summary>How long the secrets before it go on signing beside it: 0 to 168 hours, 24 unless told. 0 after a leak.</summary>
    public int? OverlapHours { get; init; }
}

/// <summary>The new secret, shown this once.</summary>
/// <param name="Id">The webhook.</param>
/// <param name="Secret">Key of the signature from now on.</param>
/// <param name="PreviousExpiresAt">When the secrets before it stop signing.</param>
/// <param name="PublicKeys">Keys of Ed25519 that sign now, the newest first; a webhook that has one gets a new pair as well.</param>
public sealed record RotateSecretResponse(string Id, string Secret, DateTimeOffset PreviousExpiresAt, IReadOnlyList<string> PublicKeys);

internal static class RotateSecret
{
    private const int DefaultOverlapHours = 24;
    private const int LongestOverlapHours = 7 * 24;

    internal static async Task<Results<Ok<RotateSecretResponse>, Problem>> HandleAsync(
        string id, RotateSecretRequest? request, ClaimsPrincipal caller, WebhooksDbContext db, SecretBox box, RequestTransaction requestTransaction, TimeProvider time,
        CancellationToken cancellationToken)
    {
        request ??= new RotateSecretRequest();
        var errors = new List<InvalidValue>();
        ReceiverRules.CheckSecret(request.Secret, errors);
        if (request.OverlapHours is < 0 or > LongestOverlapHours)
            errors.Add(new InvalidValue("/overlapHours", "out_of_range", $"overlapHours must be between 0 (the old secret stops now) and {LongestOverlapHours}."));
        if (errors.Count > 0)
            return Problem.Invalid(errors);
        if (await db.FindReceiverAsync(id, caller, cancellationToken) is not { } receiver)
            return ReceiverLookup.NotFound(id);

        await using var transaction = await requestTransaction.BeginAsync(cancellationToken);
        // Rotations of one receiver wait for each other, so that two at once cannot both find room for the fifth secret.
        await db.Database.ExecuteSqlAsync(
            $"SELECT FROM receivers WHERE organization_id = {receiver.OrganizationId} AND id = {receiver.Id} FOR UPDATE", cancellationToken);
        var now = time.GetUtcNow();
        var live = await db.ReceiverSecrets
            .Where(s => s.OrganizationId == receiver.OrganizationId && s.ReceiverId == receiver.Id && (s.ExpiresAt == null || s.ExpiresAt > now))
            .ToListAsync(cancellationToken);
        var overlap = TimeSpan.FromHours(request.OverlapHours ?? DefaultOverlapHours);
        var shared = live.Where(s => s.Algorithm == SignatureAlgorithm.HmacSha256).ToList();
        if (overlap > TimeSpan.Zero && shared.Count >= ReceiverSecret.MaximumLive)
        {
            var next = shared.Min(s => s.ExpiresAt);
            return Problem.Conflict("too_many_secrets",
                $"{ReceiverSecret.MaximumLive} secrets sign already. Wait until {next:yyyy-MM-ddTHH:mm:ssZ}, when the next one expires, or rotate with overlapHours 0.");
        }

        var secret = request.Secret ?? ReceiverSecret.NewText();
        var expiry = now + overlap;
        foreach (var before in live)
            before.ExpireAt(expiry);
        db.ReceiverSecrets.Add(ReceiverSecret.Create(receiver.OrganizationId, receiver.Id, secret, box, time));
        if (live.Count > shared.Count)
            db.ReceiverSecrets.Add(ReceiverSecret.CreatePair(receiver.OrganizationId, receiver.Id, box, time));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        var publicKeys = await db.PublicKeysAsync(receiver.OrganizationId, [receiver.Id], time.GetUtcNow(), cancellationToken);
        return TypedResults.Ok(new RotateSecretResponse(TypeId.Format(IdPrefixes.Webhook, receiver.Id), secret, expiry, [.. publicKeys[receiver.Id]]));
    }
}
