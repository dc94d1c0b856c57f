using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Persistence.Transactions;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>A new signing secret.</summary>
public sealed record RotateSecretRequest
{
    /// <summary>The new secret, as for creation. Default: one is generated.</summary>
    public string? Secret { get; init; }

    /// <summary>How long the previous secrets keep signing beside it, 0 to 168 hours. Default: 24. Use 0 after a leak.</summary>
    public int? OverlapHours { get; init; }
}

/// <summary>The new secret, shown only once.</summary>
/// <param name="Id">The webhook.</param>
/// <param name="Secret">The new signing secret.</param>
/// <param name="PreviousExpiresAt">When the previous secrets stop signing.</param>
/// <param name="PublicKeys">Public Ed25519 keys that are in use, newest first; rotation replaces them, too.</param>
public sealed record RotatedSecretResponse(string Id, string Secret, DateTimeOffset PreviousExpiresAt, IReadOnlyList<string> PublicKeys);

internal static class RotateWebhookSecret
{
    private const int DefaultOverlapHours = 24;
    private const int MaxOverlapHours = 7 * 24;

    internal static async Task<Results<Ok<RotatedSecretResponse>, Problem>> HandleAsync(
        string id, RotateSecretRequest? request, ClaimsPrincipal caller, WebhooksDbContext db, SecretBox box, UnitOfWork unitOfWork,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        request ??= new RotateSecretRequest();
        var errors = new List<InvalidValue>();
        var given = WebhookEndpointRules.ReadSecret(request.Secret, errors);
        if (request.OverlapHours is < 0 or > MaxOverlapHours)
        {
            errors.Add(new InvalidValue(
                "/overlapHours", "out_of_range", $"overlapHours must be between 0 (the old secret stops now) and {MaxOverlapHours}.",
                ("minHours", 0), ("maxHours", MaxOverlapHours)));
        }

        if (errors.Count > 0)
            return Problem.Invalid(errors);
        if (await db.FindWebhookAsync(id, caller, cancellationToken) is not { } endpoint)
            return WebhookEndpointLookup.NotFound(id);

        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        // One rotation at a time, so that two concurrent ones cannot both add the fifth secret.
        await db.LockAsync(endpoint, cancellationToken);
        var now = time.GetUtcNow();
        var active = await db.WebhookSecrets
            .Where(s => s.OrganizationId == endpoint.OrganizationId && s.EndpointId == endpoint.Id &&
                (s.ExpiresAt == null || s.ExpiresAt > now))
            .ToListAsync(cancellationToken);
        var overlap = TimeSpan.FromHours(request.OverlapHours ?? DefaultOverlapHours);
        var shared = active.Where(s => s.Algorithm == SignatureAlgorithm.HmacSha256).ToList();
        if (overlap > TimeSpan.Zero && shared.Count >= WebhookSecret.MaxActive)
        {
            var next = shared.Min(s => s.ExpiresAt);
            return Problem.Conflict("too_many_secrets",
                $"The webhook has {WebhookSecret.MaxActive} active secrets, the maximum. Wait until {next:yyyy-MM-ddTHH:mm:ssZ}, " +
                "when the next one expires, or rotate with overlapHours 0.");
        }

        var secret = given ?? WebhookSecret.Generate();
        var expiry = now + overlap;
        foreach (var before in active)
            before.ExpireAt(expiry);
        db.WebhookSecrets.Add(WebhookSecret.Create(endpoint.OrganizationId, endpoint.Id, secret, box, time));
        if (active.Count > shared.Count)
            db.WebhookSecrets.Add(WebhookSecret.CreatePair(endpoint.OrganizationId, endpoint.Id, box, time));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        var publicKeys = await db.PublicKeysAsync(endpoint.OrganizationId, [endpoint.Id], time.GetUtcNow(), cancellationToken);
        return TypedResults.Ok(
            new RotatedSecretResponse(TypeId.Format(IdPrefixes.Webhook, endpoint.Id), secret, expiry, [.. publicKeys[endpoint.Id]]));
    }
}
