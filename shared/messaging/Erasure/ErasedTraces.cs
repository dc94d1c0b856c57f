using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Outbox;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Messaging.Erasure;

/// <summary>What services have in common when they erase the data of holders.</summary>
public static class ErasedTraces
{
    /// <summary>
    /// Replaces the stored responses about resources with one that states that they were erased: a client that repeats such a request
    /// learns it, and the request is not executed again. In the context's transaction.
    /// </summary>
    /// <param name="organizationId">The organization.</param>
    /// <param name="resourceIds">Public ids.</param>
    /// <param name="sealedResponse">The response that takes their place.</param>
    /// <returns>How many responses.</returns>
    public static async Task<long> EraseResponsesAsync(
        this DbContext db, Guid organizationId, string[] resourceIds, byte[] sealedResponse, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE idempotency_keys SET sealed_response = $3
            WHERE organization_id = $1 AND resource_id = ANY($2) AND sealed_response IS NOT NULL
            """, (NpgsqlConnection)db.Database.GetDbConnection());
        command.Parameters.Add(new() { Value = organizationId });
        command.Parameters.Add(new() { Value = resourceIds });
        command.Parameters.Add(new() { Value = sealedResponse });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Executes statements about some passes in the context's transaction, and returns how many rows each one changed.</summary>
    /// <param name="statements">
    /// SQL by what it removes; <c>$1</c> is the organization, <c>$2</c> the passes, <c>$3</c> the moment, <c>$4</c> the passes' public ids.
    /// </param>
    /// <param name="organizationId">The organization.</param>
    /// <param name="passIds">The passes.</param>
    /// <param name="moment">When the passes began to be emptied.</param>
    public static async Task<Dictionary<string, long>> EraseAsync(
        this DbContext db, IEnumerable<(string Name, string Sql)> statements, Guid organizationId, IReadOnlyList<Guid> passIds,
        DateTimeOffset moment, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, long>();
        foreach (var (name, sql) in statements)
        {
            await using var command = new NpgsqlCommand(sql, (NpgsqlConnection)db.Database.GetDbConnection());
            command.Parameters.Add(new() { Value = organizationId });
            command.Parameters.Add(new() { Value = passIds.ToArray() });
            command.Parameters.Add(new() { Value = moment.ToUniversalTime() });
            command.Parameters.Add(new() { Value = passIds.Select(id => TypeId.Format(IdPrefixes.Pass, id)).ToArray() });
            counts[name] = counts.GetValueOrDefault(name) + await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return counts;
    }

    /// <summary>Publishes an event that no aggregate raises, with the context's next save.</summary>
    /// <param name="message">The event.</param>
    /// <param name="aggregateId">What it is about.</param>
    public static void Publish(this DbContext db, IEvent message, Guid aggregateId) =>
        db.Add(OutboxMessage.For(message, aggregateId, 1, Activity.Current));
}
