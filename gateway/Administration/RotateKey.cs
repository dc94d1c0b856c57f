using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication;
using Passinstance.Gateway.Persistence;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Administration;

internal static class RotateKey
{
    private static readonly TimeSpan DefaultOverlap = TimeSpan.FromHours(24);
    private static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(30);

    /// <param name="Overlap">How long the present secret stays valid; 24 hours when left out, zero ends it at once.</param>
    internal sealed record Request(TimeSpan? Overlap = null);

    internal sealed record Response(string ApiKeyId, string ApiKey, DateTimeOffset PreviousExpiresAt);

    public static async Task<Results<Ok<Response>, Problem>> HandleAsync(
        string apiKeyId, Request request, GatewayDbContext database, SecretHasher hasher, KeyCache cache, TimeProvider time, CancellationToken cancellationToken)
    {
        var overlap = request.Overlap ?? DefaultOverlap;
        if (overlap < TimeSpan.Zero || overlap > LongestOverlap)
            return Problem.Invalid("/overlap", "out_of_range", "The overlap is between 0 and 30 days, for example 1.00:00:00 for one day.");
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // Locked, so that two rotations at once do not leave three live secrets.
        var key = TypeId.TryParse(IdPrefixes.ApiKey, apiKeyId, out var id)
            ? await database.ApiKeys.FromSql($"SELECT * FROM api_keys WHERE id = {id} FOR UPDATE").SingleOrDefaultAsync(cancellationToken)
            : null;
        if (key is null)
            return Problem.Of(StatusCodes.Status404NotFound, "not_found", $"There is no API key '{apiKeyId}'. List them with: admin list-keys --organization org_...");
        if (key.RevokedAt is not null)
            return Problem.Conflict("key_revoked", "A revoked key cannot be rotated. Create another one.");

        var text = ApiKeyText.Create(key.Environment, key.Publishable, key.Id);
        HashedSecret.Rotate(key.Secrets, hasher.Hash(text.Secret), overlap, time);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        cache.Forget(key.Id);
        return TypedResults.Ok(new Response(apiKeyId, text.Reveal(), time.GetUtcNow() + overlap));
    }
}
