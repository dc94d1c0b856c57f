using Npgsql;

namespace Passinstance.Webhooks.Deliveries;

/// <summary>A delivery that this process has claimed, with all it needs to send it.</summary>
internal sealed record ClaimedDelivery(
    Guid ClaimId, Guid OrganizationId, Guid ReceiverId, Guid EventId, int Attempts, string Url, byte[] SealedSecret, byte[] Payload);

/// <summary>The workers' SQL: short transactions, none open while a receiver is spoken to, all times the database's.</summary>
internal sealed class DeliveryStore(NpgsqlDataSource database)
{
    /// <summary>Longer than an attempt can last (15 s), so that a live worker never loses its claim.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    internal async Task<IReadOnlyList<ClaimedDelivery>> ClaimAsync(int limit, CancellationToken cancellationToken)
    {
        var claimId = Guid.NewGuid();
        await using var command = database.CreateCommand("""
            WITH due AS (
                SELECT organization_id, receiver_id, event_id FROM deliveries
                WHERE status = 'pending' AND next_attempt_at <= clock_timestamp()
                ORDER BY next_attempt_at LIMIT $1 FOR UPDATE SKIP LOCKED),
            claimed AS (
                UPDATE deliveries d SET claim_id = $2, next_attempt_at = clock_timestamp() + $3 FROM due
                WHERE d.organization_id = due.organization_id AND d.receiver_id = due.receiver_id AND d.event_id = due.event_id
                RETURNING d.*)
            SELECT c.organization_id, c.receiver_id, c.event_id, c.attempts, r.url, r.sealed_secret, e.payload
            FROM claimed c
            JOIN receivers r ON r.organization_id = c.organization_id AND r.id = c.receiver_id
            JOIN events e ON e.organization_id = c.organization_id AND e.id = c.event_id
            ORDER BY c.event_id
            """);
        command.Parameters.Add(new() { Value = limit });
        command.Parameters.Add(new() { Value = claimId });
        command.Parameters.Add(new() { Value = Lease });
        var claimed = new List<ClaimedDelivery>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add(new ClaimedDelivery(
                claimId, reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetInt32(3), reader.GetString(4),
                reader.GetFieldValue<byte[]>(5), reader.GetFieldValue<byte[]>(6)));
        }

        return claimed;
    }

    /// <summary>Records an attempt and what follows from it, if this claim still holds the delivery.</summary>
    /// <param name="delivery">The claimed delivery.</param>
    /// <param name="statusCode">The receiver's answer; null when there was none.</param>
    /// <param name="error">Class of the error; null after success.</param>
    /// <param name="retryAfter">Delay to the next attempt; null when there is none.</param>
    /// <param name="cancellationToken">Ends the statement.</param>
    internal async Task RecordAsync(ClaimedDelivery delivery, int? statusCode, string? error, TimeSpan? retryAfter, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            UPDATE deliveries SET attempts = attempts + 1, claim_id = NULL, last_status_code = $5, last_error = $6,
                status = CASE WHEN $6::text IS NULL THEN 'delivered' WHEN $7::interval IS NULL THEN 'failed' ELSE 'pending' END,
                delivered_at = CASE WHEN $6::text IS NULL THEN clock_timestamp() END,
                next_attempt_at = CASE WHEN $6::text IS NULL THEN NULL ELSE clock_timestamp() + $7::interval END
            WHERE organization_id = $1 AND receiver_id = $2 AND event_id = $3 AND claim_id = $4
            """);
        command.Parameters.Add(new() { Value = delivery.OrganizationId });
        command.Parameters.Add(new() { Value = delivery.ReceiverId });
        command.Parameters.Add(new() { Value = delivery.EventId });
        command.Parameters.Add(new() { Value = delivery.ClaimId });
        command.Parameters.Add(new() { Value = (object?)statusCode ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer });
        command.Parameters.Add(new() { Value = (object?)error ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)retryAfter ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Interval });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
