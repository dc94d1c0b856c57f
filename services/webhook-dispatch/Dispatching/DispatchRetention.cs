using Npgsql;

namespace Passinstance.Webhooks.Dispatching;

/// <summary>
/// Deletes what is old, 5,000 rows a statement, so that no lock lasts long and replicas can do it side by side: events with their payload
/// after 30 days, deliveries and attempts after 90, and all of a deleted receiver.
/// </summary>
internal sealed partial class DispatchRetention(NpgsqlDataSource database, DispatchClock clock, TimeProvider time, ILogger<DispatchRetention> logger) : BackgroundService
{
    internal const int BatchSize = 5000;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private static readonly string[] Statements =
    [
        Delete("events", "recorded_at < coalesce($1, statement_timestamp()) - interval '30 days'"),
        // What was still due and has no payload any more.
        $"""
        UPDATE deliveries SET status = 'failed', last_error = 'payload_expired', next_attempt_at = NULL, claim_id = NULL
        WHERE ctid = ANY(ARRAY(SELECT d.ctid FROM deliveries d WHERE d.status = 'pending' AND d.created_at < coalesce($1, statement_timestamp()) - interval '29 days'
            AND NOT EXISTS (SELECT FROM events e WHERE e.organization_id = d.organization_id AND e.id = d.event_id) LIMIT {BatchSize} FOR UPDATE SKIP LOCKED))
        """,
        Delete("attempts", "started_at < coalesce($1, statement_timestamp()) - interval '90 days'"),
        Delete("deliveries", "created_at < coalesce($1, statement_timestamp()) - interval '90 days' AND status <> 'pending'"),
        DeleteOfReceiver("attempts"),
        DeleteOfReceiver("deliveries"),
        """
        DELETE FROM webhook_endpoint_states s USING receivers r WHERE r.deleted_at < coalesce($1, statement_timestamp())
            AND s.organization_id = r.organization_id AND s.endpoint_id = r.id
        """,
        """
        DELETE FROM webhook_endpoints r WHERE r.deleted_at < coalesce($1, statement_timestamp())
            AND NOT EXISTS (SELECT FROM deliveries d WHERE d.organization_id = r.organization_id AND d.endpoint_id = r.id)
            AND NOT EXISTS (SELECT FROM attempts a WHERE a.organization_id = r.organization_id AND a.endpoint_id = r.id)
        """,
        "DELETE FROM webhook_secrets WHERE expires_at < coalesce($1, statement_timestamp())",
    ];

    /// <summary>Deletes everything whose time is over.</summary>
    internal async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        foreach (var statement in Statements)
        {
            int rows;
            do
            {
                await using var command = database.CreateCommand(statement);
                command.Parameters.Add(clock.Now());
                rows = await command.ExecuteNonQueryAsync(cancellationToken);
            }
            while (rows >= BatchSize);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await WaitAsync(timer, stoppingToken))
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                LogFailed(exception);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static string Delete(string table, string condition) =>
        $"DELETE FROM {table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {table} WHERE {condition} LIMIT {BatchSize} FOR UPDATE SKIP LOCKED))";

    private static string DeleteOfReceiver(string table) => $"""
        DELETE FROM {table} WHERE ctid = ANY(ARRAY(SELECT t.ctid FROM {table} t JOIN webhook_endpoints r ON r.organization_id = t.organization_id AND r.id = t.endpoint_id
            WHERE r.deleted_at < coalesce($1, statement_timestamp()) LIMIT {BatchSize} FOR UPDATE OF t SKIP LOCKED))
        """;

    [LoggerMessage(LogLevel.Warning, "Old rows could not be deleted; trying again in an hour.")]
    private partial void LogFailed(Exception exception);
}
