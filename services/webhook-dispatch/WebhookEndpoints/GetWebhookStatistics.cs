using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Dispatching;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>How a webhook does.</summary>
public sealed record WebhookStatisticsResponse
{
    /// <summary>Since when is counted.</summary>
    public required DateTimeOffset Since { get; init; }
    /// <summary>Deliveries of that time that arrived.</summary>
    public required long Delivered { get; init; }
    /// <summary>Deliveries of that time that were given up.</summary>
    public required long Failed { get; init; }
    /// <summary>Deliveries of that time that are due or under way.</summary>
    public required long Pending { get; init; }
    /// <summary>Attempts of that time by result: <c>delivered</c> or the class of the error.</summary>
    public required IReadOnlyDictionary<string, long> Attempts { get; init; }
    /// <summary>Median of the attempts' durations; absent without attempts.</summary>
    public int? DurationP50Ms { get; init; }
    /// <summary>95 % of the attempts were at most this long.</summary>
    public int? DurationP95Ms { get; init; }
    /// <summary>Since when every attempt fails; absent while it does not.</summary>
    public DateTimeOffset? FailingSince { get; init; }
    /// <summary>Until when deliveries pause after too many failures; absent while they do not.</summary>
    public DateTimeOffset? PausedUntil { get; init; }
}

internal static class GetWebhookStatistics
{
    private const int DefaultHours = 24;
    private const int MaxHours = 24 * 30;

    internal static async Task<Results<Ok<WebhookStatisticsResponse>, Problem>> HandleAsync(
        string id, int? hours, ClaimsPrincipal caller, WebhooksDbContext db, NpgsqlDataSource database, DispatchClock clock, CancellationToken cancellationToken)
    {
        if (hours is < 1 or > MaxHours)
            return Problem.Invalid("?hours", "out_of_range", $"hours must be between 1 and {MaxHours}.");
        if (await db.FindWebhookAsync(id, caller, cancellationToken) is not { } endpoint)
            return WebhookEndpointLookup.NotFound(id);

        await using var command = database.CreateCommand("""
            WITH m AS (SELECT coalesce($3, statement_timestamp()) AS now, coalesce($3, statement_timestamp()) - $4 AS since),
            d AS (SELECT status, count(*) AS number FROM deliveries, m WHERE organization_id = $1 AND endpoint_id = $2 AND created_at >= m.since GROUP BY status),
            a AS (SELECT coalesce(error, 'delivered') AS result, duration_ms FROM attempts, m WHERE organization_id = $1 AND endpoint_id = $2 AND started_at >= m.since)
            SELECT m.since, (SELECT number FROM d WHERE status = 'delivered'), (SELECT number FROM d WHERE status = 'failed'), (SELECT number FROM d WHERE status = 'pending'),
                   (SELECT array_agg(result ORDER BY result) FROM (SELECT DISTINCT result FROM a) x),
                   (SELECT array_agg(number ORDER BY result) FROM (SELECT result, count(*) AS number FROM a GROUP BY result) x),
                   (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY duration_ms) FROM a), (SELECT percentile_disc(0.95) WITHIN GROUP (ORDER BY duration_ms) FROM a),
                   s.failing_since, CASE WHEN s.breaker_open_until > m.now THEN s.breaker_open_until END
            FROM m JOIN webhook_endpoint_states s ON s.organization_id = $1 AND s.endpoint_id = $2
            """);
        command.Parameters.Add(new() { Value = endpoint.OrganizationId });
        command.Parameters.Add(new() { Value = endpoint.Id });
        command.Parameters.Add(clock.Now());
        command.Parameters.Add(new() { Value = TimeSpan.FromHours(hours ?? DefaultHours) });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var results = reader.IsDBNull(4) ? [] : reader.GetFieldValue<string[]>(4);
        var counts = reader.IsDBNull(5) ? [] : reader.GetFieldValue<long[]>(5);
        return TypedResults.Ok(new WebhookStatisticsResponse
        {
            Since = reader.GetFieldValue<DateTimeOffset>(0),
            Delivered = Number(reader, 1),
            Failed = Number(reader, 2),
            Pending = Number(reader, 3),
            Attempts = results.Zip(counts).ToDictionary(pair => pair.First, pair => pair.Second),
            DurationP50Ms = reader.IsDBNull(6) ? null : reader.GetInt32(6),
            DurationP95Ms = reader.IsDBNull(7) ? null : reader.GetInt32(7),
            FailingSince = reader.IsDBNull(8) ? null : reader.GetFieldValue<DateTimeOffset>(8),
            PausedUntil = reader.IsDBNull(9) ? null : reader.GetFieldValue<DateTimeOffset>(9),
        });
    }

    private static long Number(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? 0 : reader.GetInt64(column);
}
