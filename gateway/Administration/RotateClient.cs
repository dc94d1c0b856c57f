using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication.AccessTokens;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Administration;

internal static class RotateClient
{
    /// <param name="Overlap">How long the present secret stays valid. Default: 24 hours. Zero ends it at once.</param>
    internal sealed record Request(TimeSpan? Overlap = null);

    internal sealed record Response(string ClientId, string ClientSecret, DateTimeOffset PreviousExpiresAt);

    public static async Task<Results<Ok<Response>, Problem>> HandleAsync(
        string clientId, Request request, GatewayDbContext db, UnitOfWork work, SecretHasher hasher, OAuthClientCache cache,
        TimeProvider time, CancellationToken cancellationToken)
    {
        var overlap = request.Overlap ?? RotationOverlap.Default;
        if (!RotationOverlap.IsValid(overlap))
            return RotationOverlap.Invalid;

        await using var transaction = await work.BeginAsync(cancellationToken);
        // Locked, so that two concurrent rotations do not leave three live secrets.
        var client = TypeId.TryParse(IdPrefixes.Client, clientId, out var id)
            ? await db.Clients.FromSql($"SELECT * FROM oauth_clients WHERE id = {id} FOR UPDATE").SingleOrDefaultAsync(cancellationToken)
            : null;
        if (client is null)
            return AdministrationProblems.ClientNotFound(clientId);

        if (client.RevokedAt is not null)
            return Problem.Conflict("client_revoked", "A revoked client cannot get a new secret. Create another client.");

        var secret = OAuthClient.NewSecret();
        HashedSecret.Rotate(client.Secrets, hasher.Hash(secret), overlap, time);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        cache.Remove(client.Id);
        return TypedResults.Ok(new Response(clientId, secret, time.GetUtcNow() + overlap));
    }
}
