using Microsoft.EntityFrameworkCore;
using Npgsql;
using Passinstance.Security.Secrets;

namespace Passinstance.Persistence.Idempotency;

/// <summary>The identity of a request for its idempotency key.</summary>
internal sealed record KeyedRequest(Guid OrganizationId, string CredentialId, string Route, string Key, byte[] Hash);

/// <summary>The result of claiming a key: the claim, a stored response, or neither.</summary>
/// <param name="ClaimId">Set when the request may be executed.</param>
/// <param name="Answer">Set when the request has been executed.</param>
/// <param name="IsOtherRequest">The key belongs to a different request.</param>
internal sealed record KeyClaim(Guid? ClaimId = null, StoredResponse? Answer = null, bool IsOtherRequest = false);

/// <summary>
/// The SQL of idempotency keys. A claim is a transaction of its own and never waits; the response is stored by the transaction that has the
/// effect, and only under the claim it was made with.
/// </summary>
internal sealed class IdempotencyStore(NpgsqlDataSource database, SecretBox box)
{
    /// <summary>How long a response is replayed.</summary>
    internal static readonly TimeSpan Age = TimeSpan.FromHours(24);

    /// <summary>After this time a request that never finished is considered dead, for example because its process was killed.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    internal const string Purpose = "idempotent-answer";

    internal async Task<KeyClaim> ClaimAsync(KeyedRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            var claimId = Guid.NewGuid();
            await using (var claim = database.CreateCommand("""
                INSERT INTO idempotency_keys AS k (
                    organization_id, credential_id, route, key, request_hash, claim_id, locked_until, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp() + $7, clock_timestamp())
                ON CONFLICT (organization_id, credential_id, route, key) DO UPDATE
                SET request_hash = excluded.request_hash, claim_id = excluded.claim_id, locked_until = excluded.locked_until,
                    created_at = excluded.created_at, sealed_response = NULL, resource_id = NULL
                WHERE (k.sealed_response IS NULL AND k.locked_until <= statement_timestamp()) OR k.created_at <= statement_timestamp() - $8
                """))
            {
                AddKey(claim, request);
                claim.Parameters.Add(new() { Value = request.Hash });
                claim.Parameters.Add(new() { Value = claimId });
                claim.Parameters.Add(new() { Value = Lease });
                claim.Parameters.Add(new() { Value = Age });
                if (await claim.ExecuteNonQueryAsync(cancellationToken) == 1)
                    return new KeyClaim(claimId);
            }

            await using var read = database.CreateCommand(
                "SELECT request_hash, sealed_response FROM idempotency_keys " +
                "WHERE organization_id = $1 AND credential_id = $2 AND route = $3 AND key = $4");
            AddKey(read, request);
            await using var reader = await read.ExecuteReaderAsync(cancellationToken);
            // Released between the two statements: the key is free.
            if (!await reader.ReadAsync(cancellationToken))
                continue;
            if (!reader.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(request.Hash))
                return new KeyClaim(IsOtherRequest: true);
            return reader.IsDBNull(1)
                ? new KeyClaim()
                : new KeyClaim(Answer: StoredResponse.Read(box.Open(Purpose, request.OrganizationId, reader.GetFieldValue<byte[]>(1))));
        }
    }

    /// <summary>
    /// Stores the response in <paramref name="db"/>'s transaction; false when another request has claimed the key meanwhile.
    /// </summary>
    internal async Task<bool> StoreAsync(
        DbContext db, KeyedRequest request, Guid claimId, StoredResponse answer, CancellationToken cancellationToken)
    {
        var sealedAnswer = box.Seal(Purpose, request.OrganizationId, answer.ToJson());
        return await db.Database.ExecuteSqlAsync(
            $"""
             UPDATE idempotency_keys SET sealed_response = {sealedAnswer}, resource_id = {answer.ResourceId}
             WHERE organization_id = {request.OrganizationId} AND credential_id = {request.CredentialId} AND route = {request.Route}
                 AND key = {request.Key} AND claim_id = {claimId} AND sealed_response IS NULL
             """, cancellationToken) == 1;
    }

    /// <summary>Releases the key: the request had no effect.</summary>
    internal async Task ReleaseAsync(KeyedRequest request, Guid claimId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "DELETE FROM idempotency_keys WHERE organization_id = $1 AND credential_id = $2 AND route = $3 AND key = $4 " +
                "AND claim_id = $5 AND sealed_response IS NULL");
        AddKey(command, request);
        command.Parameters.Add(new() { Value = claimId });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void AddKey(NpgsqlCommand command, KeyedRequest request)
    {
        command.Parameters.Add(new() { Value = request.OrganizationId });
        command.Parameters.Add(new() { Value = request.CredentialId });
        command.Parameters.Add(new() { Value = request.Route });
        command.Parameters.Add(new() { Value = request.Key });
    }
}
