using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication.ApiKeys;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Administration;

internal static class RotateKey
{
    /// <param name="Overlap">How long the present secret stays valid. Default: 24 hours. Zero ends it at once.</param>
    internal sealed record Request(TimeSpan? Overlap = null);

    internal sealed record Response(string ApiKeyId, string ApiKey, DateTimeOffset PreviousExpiresAt);

    public static async Task<Results<Ok<Response>, Problem>> HandleAsync(
        string apiKeyId, Request request, GatewayDbContext db, UnitOfWork work, SecretHasher hasher, ApiKeyCache cache,
        TimeProvider time, CancellationToken cancellationToken)
    {
        var overlap = request.Overlap ?? RotationOverlap.Default;
        if (!RotationOverlap.IsValid(overlap))
            return RotationOverlap.Invalid;

        await using var transaction = await work.BeginAsync(cancellationToken);
        // Locked, so that two concurrent rotations do not leave three live secrets.
        var key = TypeId.TryParse(IdPrefixes.ApiKey, apiKeyId, out var id)
            ? await db.ApiKeys.FromSql($"SELECT * FROM api_keys WHERE id = {id} FOR UPDATE").SingleOrDefaultAsync(cancellationToken)
            : null;
        if (key is null)
            return AdministrationProblems.ApiKeyNotFound(apiKeyId);

        if (key.RevokedAt is not null)
            return Problem.Conflict("key_revoked", "A revoked key cannot be rotated. Create another one.");

        var text = ApiKeyText.Create(key.Environment, key.Publishable, key.Id);
        HashedSecret.Rotate(key.Secrets, hasher.Hash(text.Secret), overlap, time);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        cache.Remove(key.Id);
        return TypedResults.Ok(new Response(apiKeyId, text.Reveal(), time.GetUtcNow() + overlap));
    }
}
