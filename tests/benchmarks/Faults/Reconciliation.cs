using System.Text.Json;
using Npgsql;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Benchmarks.Faults;

/// <summary>What became of the events of one round.</summary>
internal sealed record RoundResult(string Fault, int Committed, int Lost, int Doubled, int DeliveredAgain, long Backlog,
    double SecondsToApply, double SecondsToRecover, long FailedRequests);

/// <summary>Compares by id what was committed, what each consumer applied, and what the endpoint got.</summary>
internal sealed class Reconciliation(Func<string, NpgsqlDataSource> database, FaultEndpoint endpoint) : IAsyncDisposable
{
    private const string DisabledEndpoints = "SELECT count(*) FROM webhook_endpoints WHERE disabled_at IS NOT NULL";
    private readonly NpgsqlDataSource _passes = database("pass");
    private readonly NpgsqlDataSource _webhooks = database("webhook-dispatch");
    private readonly NpgsqlDataSource _notifications = database("notification");
    private readonly HashSet<PassVersion> _settled = [];

    /// <summary>Whether the endpoint, too, has all.</summary>
    internal async Task<bool> IsDeliveredAsync(CancellationToken cancellationToken) =>
        endpoint.Received.Count >= await CountAsync(_passes, "SELECT coalesce(sum(version), 0)::bigint FROM passes",
            cancellationToken);

    /// <summary>Whether every service knows of every change.</summary>
    internal async Task<bool> IsAppliedAsync(CancellationToken cancellationToken)
    {
        // Asked several times a second, so by counts alone; what is compared afterwards is compared by id.
        var expected = await CountAsync(_passes, "SELECT coalesce(sum(version), 0)::bigint FROM passes", cancellationToken);
        return await CountAsync(_passes, "SELECT count(*) FROM outbox_messages", cancellationToken) == 0
               && await CountAsync(_webhooks, "SELECT count(*) FROM events WHERE type LIKE 'pass.%'", cancellationToken) >= expected
               && await CountAsync(_notifications, "SELECT coalesce(sum(version), 0)::bigint FROM pass_content_versions", cancellationToken)
               >= await CountAsync(_passes, "SELECT coalesce(sum(version), 0)::bigint FROM passes WHERE version > 1", cancellationToken);
    }

    /// <summary>Events that were committed and not yet applied by webhook-dispatch.</summary>
    internal async Task<long> BacklogAsync(CancellationToken cancellationToken) =>
        await CountAsync(_passes, "SELECT coalesce(sum(version), 0)::bigint FROM passes", cancellationToken) -
        await CountAsync(_webhooks, "SELECT count(*) FROM events WHERE type LIKE 'pass.%'", cancellationToken);

    internal async Task<RoundResult> CompareAsync(string fault, long backlog, double secondsToApply, double secondsToRecover,
        long failedRequests, CancellationToken cancellationToken)
    {
        var committed = await CommittedAsync(cancellationToken);
        var recorded = await RecordedAsync(cancellationToken);
        var behind = await NotificationBehindAsync(cancellationToken);
        var round = committed.Keys.Where(change => !_settled.Contains(change)).ToList();
        var lost = round.Count(change => !recorded.ContainsKey(change) || !endpoint.Received.ContainsKey(change)
            || behind.Contains(change));
        var doubled = round.Count(change => recorded.GetValueOrDefault(change) > 1);
        var again = round.Count(change => endpoint.Received.GetValueOrDefault(change) > 1);
        _settled.UnionWith(round);
        return new RoundResult(fault, round.Count, lost, doubled, again, backlog, secondsToApply, secondsToRecover, failedRequests);
    }

    /// <summary>
    /// Milliseconds from commit to effect at webhook-dispatch, by one server's clock, for the events since <paramref name="since"/>.
    /// </summary>
    internal async Task<(double P50, double P99)> LatencyAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var written = new Dictionary<Guid, DateTimeOffset>();
        await foreach (var (id, at) in TimesAsync(_passes,
            "SELECT id, created_at FROM outbox_history WHERE type IN ('V1.PassCreated', 'V1.PassUpdated')", cancellationToken))
        {
            if (at >= since)
                written[id] = at;
        }

        var latencies = new List<double>();
        await foreach (var (id, at) in TimesAsync(_webhooks, "SELECT message_id, processed_at FROM inbox_messages", cancellationToken))
        {
            if (written.TryGetValue(id, out var committed))
                latencies.Add((at - committed).TotalMilliseconds);
        }

        latencies.Sort();
        return latencies.Count == 0 ? (0, 0) : (latencies[latencies.Count / 2], latencies[(int)(latencies.Count * 0.99)]);
    }

    /// <summary>What waits where, to find what was lost.</summary>
    internal async Task<string> DescribeAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        foreach (var (name, database) in (IEnumerable<(string, NpgsqlDataSource)>)[("pass", _passes), ("webhook-dispatch", _webhooks),
            ("notification", _notifications)])
        {
            lines.Add($"{name}: outbox {await CountAsync(database, "SELECT count(*) FROM outbox_messages", cancellationToken)}, " +
                      $"dead {await CountAsync(database, "SELECT count(*) FROM outbox_dead_letters", cancellationToken)}, " +
                      $"history {await CountAsync(database, "SELECT count(*) FROM outbox_history", cancellationToken)}, " +
                      $"inbox {await CountAsync(database, "SELECT count(*) FROM inbox_messages", cancellationToken)}");
        }

        lines.Add($"passes: changes "
            + $"{await CountAsync(_passes, "SELECT coalesce(sum(version), 0)::bigint FROM passes", cancellationToken)}");
        lines.Add($"webhook-dispatch: events "
            + $"{await CountAsync(_webhooks, "SELECT count(*) FROM events WHERE type LIKE 'pass.%'", cancellationToken)}, " +
                  $"pending deliveries "
                  + $"{await CountAsync(_webhooks, "SELECT count(*) FROM deliveries WHERE status = 'pending'", cancellationToken)}, " +
                  $"disabled webhooks {await CountAsync(_webhooks, DisabledEndpoints, cancellationToken)}");
        return string.Join('\n', lines);
    }

    public async ValueTask DisposeAsync()
    {
        await _passes.DisposeAsync();
        await _webhooks.DisposeAsync();
        await _notifications.DisposeAsync();
    }

    private async Task<Dictionary<PassVersion, int>> CommittedAsync(CancellationToken cancellationToken)
    {
        var committed = new Dictionary<PassVersion, int>();
        await using var command = _passes.CreateCommand("SELECT id, version FROM passes");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = TypeId.Format(IdPrefixes.Pass, reader.GetGuid(0));
            for (var version = 1; version <= reader.GetInt32(1); version++)
                committed[new PassVersion(id, version)] = 1;
        }

        return committed;
    }

    private async Task<Dictionary<PassVersion, int>> RecordedAsync(CancellationToken cancellationToken)
    {
        var recorded = new Dictionary<PassVersion, int>();
        await using var command = _webhooks.CreateCommand("SELECT payload FROM events WHERE type LIKE 'pass.%'");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            using var payload = JsonDocument.Parse(reader.GetFieldValue<byte[]>(0));
            var data = payload.RootElement.GetProperty("data");
            var change = new PassVersion(data.GetProperty("id").GetString()!, data.GetProperty("version").GetInt32());
            recorded[change] = recorded.GetValueOrDefault(change) + 1;
        }

        return recorded;
    }

    // The notification service keeps the newest version alone: an updated pass whose copy there is older was not received of.
    private async Task<HashSet<PassVersion>> NotificationBehindAsync(CancellationToken cancellationToken)
    {
        var received = new Dictionary<Guid, int>();
        await using (var command = _notifications.CreateCommand("SELECT pass_id, version FROM pass_content_versions"))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                received[reader.GetGuid(0)] = reader.GetInt32(1);
        }

        var behind = new HashSet<PassVersion>();
        await using var passes = _passes.CreateCommand("SELECT id, version FROM passes WHERE version > 1");
        await using var rows = await passes.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            if (received.GetValueOrDefault(rows.GetGuid(0)) < rows.GetInt32(1))
                behind.Add(new PassVersion(TypeId.Format(IdPrefixes.Pass, rows.GetGuid(0)), rows.GetInt32(1)));
        }

        return behind;
    }

    private static async IAsyncEnumerable<(Guid Id, DateTimeOffset At)> TimesAsync(
        NpgsqlDataSource database, string sql, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return (reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1));
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database, string sql, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
