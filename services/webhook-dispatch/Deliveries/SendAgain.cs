using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Passinstance.Messaging.Inbox;
using Passinstance.Messaging.Transactions;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Dispatching;
using Passinstance.Webhooks.Events;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Deliveries;

/// <summary>Which events to send again.</summary>
public sealed record SendAgainRequest
{
    /// <summary>From when on, at most 30 days ago.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Until when; absent: now.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>True: only say how many there are.</summary>
    public bool DryRun { get; init; }
}

/// <summary>What was, or would be, sent again.</summary>
/// <param name="Matching">Deliveries that fit.</param>
/// <param name="Scheduled">Of these, how many this call scheduled: at most 10,000; call again for the rest. 0 in a dry run.</param>
public sealed record SendAgainResult(long Matching, long Scheduled);

/// <summary>After an outage: everything that failed (recover), or everything that was never tried (replay what is missing).</summary>
internal static class SendAgain
{
    private const int Max = 10_000;

    private const string FailedRows = """
        FROM deliveries d WHERE d.organization_id = $1 AND d.endpoint_id = $2 AND d.status = 'failed' AND d.created_at >= $3 AND d.created_at < $4
            AND EXISTS (SELECT FROM events e WHERE e.organization_id = d.organization_id AND e.id = d.event_id)
        """;

    // What the receiver wants today, and has no delivery of.
    private const string MissingRows = """
        FROM events e WHERE e.organization_id = $1 AND e.recorded_at >= $3 AND e.recorded_at < $4 AND NOT e.is_test AND e.type = ANY($5)
            AND (cardinality($6) = 0 OR e.template_id = ANY($6))
            AND NOT EXISTS (SELECT FROM deliveries d WHERE d.organization_id = e.organization_id AND d.endpoint_id = $2 AND d.event_id = e.id)
        """;

    internal static Task<Results<Accepted<SendAgainResult>, Ok<SendAgainResult>, Problem>> RecoverAsync(
        string id, SendAgainRequest request, ClaimsPrincipal caller, WebhooksDbContext db, RequestTransaction requestTransaction, AfterCommit afterCommit, DispatchClock clock,
        TimeProvider time, DeliverySignal signal, CancellationToken cancellationToken) =>
        HandleAsync(id, request, caller, db, requestTransaction, afterCommit, clock, time, signal, FailedRows, $"""
            UPDATE deliveries t SET status = 'pending', trigger = 'recover', step = 0, lane = 1, next_attempt_at = coalesce($7, statement_timestamp())
            FROM (SELECT d.event_id {FailedRows} ORDER BY d.event_id LIMIT {Max} FOR UPDATE OF d) chosen
            WHERE t.organization_id = $1 AND t.endpoint_id = $2 AND t.event_id = chosen.event_id
            """, cancellationToken);

    internal static Task<Results<Accepted<SendAgainResult>, Ok<SendAgainResult>, Problem>> ReplayMissingAsync(
        string id, SendAgainRequest request, ClaimsPrincipal caller, WebhooksDbContext db, RequestTransaction requestTransaction, AfterCommit afterCommit, DispatchClock clock,
        TimeProvider time, DeliverySignal signal, CancellationToken cancellationToken) =>
        HandleAsync(id, request, caller, db, requestTransaction, afterCommit, clock, time, signal, MissingRows, $"""
            INSERT INTO deliveries (organization_id, endpoint_id, event_id, event_type, status, trigger, attempts, step, lane, next_attempt_at)
            SELECT $1, $2, e.id, e.type, 'pending', 'replay', 0, 0, 1, coalesce($7, statement_timestamp()) {MissingRows} ORDER BY e.id LIMIT {Max}
            ON CONFLICT DO NOTHING
            """, cancellationToken);

    private static async Task<Results<Accepted<SendAgainResult>, Ok<SendAgainResult>, Problem>> HandleAsync(
        string id, SendAgainRequest request, ClaimsPrincipal caller, WebhooksDbContext db, RequestTransaction requestTransaction, AfterCommit afterCommit, DispatchClock clock,
        TimeProvider time, DeliverySignal signal, string rows, string schedule, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (DeliveryLookup.CheckSpan(request.Since, request.Until, now) is { } problem)
            return problem;
        if (await db.FindWebhookAsync(id, caller, cancellationToken) is not { } endpoint)
            return WebhookEndpointLookup.NotFound(id);
        if (!request.DryRun && endpoint.DisabledAt is not null)
            return DeliveryLookup.Disabled(id);

        await using var transaction = await requestTransaction.BeginAsync(cancellationToken);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using var count = new NpgsqlCommand($"SELECT count(*) {rows}", connection);
        AddParameters(count, endpoint, request, now);
        var matching = (long)(await count.ExecuteScalarAsync(cancellationToken))!;
        if (request.DryRun)
            return TypedResults.Ok(new SendAgainResult(matching, 0));

        await using var command = new NpgsqlCommand(schedule, connection);
        AddParameters(command, endpoint, request, now);
        command.Parameters.Add(clock.Now());
        var scheduled = await command.ExecuteNonQueryAsync(cancellationToken);
        afterCommit.Do(signal.Set);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Accepted((string?)null, new SendAgainResult(matching, scheduled));
    }

    private static void AddParameters(NpgsqlCommand command, WebhookEndpoint endpoint, SendAgainRequest request, DateTimeOffset now)
    {
        command.Parameters.Add(new() { Value = endpoint.OrganizationId });
        command.Parameters.Add(new() { Value = endpoint.Id });
        command.Parameters.Add(new() { Value = request.Since!.Value.ToUniversalTime() });
        command.Parameters.Add(new() { Value = (request.Until ?? now.AddDays(1)).ToUniversalTime() });
        command.Parameters.Add(new() { Value = PublicEventTypes.Names.Where(name => EventPattern.AnyMatches(endpoint.EventTypes, name)).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = endpoint.TemplateIds, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
    }
}
