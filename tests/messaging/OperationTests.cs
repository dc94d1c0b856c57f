using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Passinstance.Messaging.Outbox;
using Passinstance.Persistence.Retention;
using Passinstance.Testing;

namespace Passinstance.Messaging.Tests;

/// <summary>Retention, metrics, and wake-ups between replicas.</summary>
public sealed class OperationTests
{
    private const int BatchSize = 5000;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Old_rows_of_inbox_history_and_idempotency_keys_are_deleted_in_batches_and_young_ones_stay()
    {
        await using var service = await NoteService.StartAsync();
        // It would republish the history to a broker it has never connected to before.
        await OutboxTests.HoldRelayAsync(service);
        await service.ScalarAsync<object>($"""
            INSERT INTO inbox_messages (consumer, message_id, processed_at)
            SELECT 'notes', gen_random_uuid(), clock_timestamp() - CASE WHEN n <= {(2 * BatchSize) + 7} THEN interval '15 days' ELSE
                interval '13 days' END
            FROM generate_series(1, {(2 * BatchSize) + 10}) n;
            INSERT INTO outbox_history (id, organization_id, type, aggregate_id, aggregate_version, body, created_at, published_at)
            SELECT gen_random_uuid(), gen_random_uuid(), 'V1.PassCreated', gen_random_uuid(), 1, '', clock_timestamp(), clock_timestamp() -
                make_interval(hours => n) FROM generate_series(0, 5) n;
            INSERT INTO idempotency_keys (organization_id, credential_id, route, key, request_hash, claim_id, locked_until, created_at)
            SELECT gen_random_uuid(), 'key_test', 'POST /', n::text, '', gen_random_uuid(), clock_timestamp(),
                clock_timestamp() - make_interval(hours => n) FROM generate_series(20, 27) n
            """);

        await service.App.Services.GetServices<IHostedService>().OfType<RetentionJob>().Single().RunAsync(CancellationToken.None);

        Assert.Equal(3, await service.ScalarAsync<long>("SELECT count(*) FROM inbox_messages"));
        Assert.Equal(2, await service.ScalarAsync<long>("SELECT count(*) FROM outbox_history"));
        Assert.Equal(4, await service.ScalarAsync<long>("SELECT count(*) FROM idempotency_keys"));
    }

    [Fact]
    public async Task One_trace_leads_from_the_request_through_outbox_and_broker_to_the_effect()
    {
        var seen = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "MassTransit" or MessagingMetrics.Name or "test",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = seen.Add,
        };
        ActivitySource.AddActivityListener(listener);
        await using var service = await NoteService.StartAsync();
        using var source = new ActivitySource("test");
        string trace;
        using (var request = source.StartActivity("POST /notes")!)
        {
            trace = request.TraceId.ToString();
            await OutboxTests.WriteAsync(service, 1);
        }

        await Eventually.TrueAsync(
            () =>
                seen.Where(activity => activity.TraceId.ToString() == trace).Select(activity => activity.Kind).ToHashSet()
                    .IsSupersetOf([ActivityKind.Producer, ActivityKind.Consumer]),
            Deadline, "publication and consumption in the request's trace");
        Assert.Contains(seen, activity => activity.TraceId.ToString() == trace && activity.OperationName == "outbox relay");
    }

    [Fact]
    public async Task The_gauges_show_pending_events_their_age_and_dead_letters()
    {
        await using var service = await NoteService.StartAsync();
        await OutboxTests.HoldRelayAsync(service);
        // It could have measured before the rows existed, and publish that value after the test's own.
        await service.App.Services.GetServices<IHostedService>().OfType<OutboxGauges>().Single().StopAsync(CancellationToken.None);
        await OutboxTests.InsertRowsAsync(service, 3);
        await service.ScalarAsync<object>("UPDATE outbox_messages SET created_at = clock_timestamp() - interval '1 minute'");
        var metrics = service.App.Services.GetRequiredService<MessagingMetrics>();
        var measured = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, meters) =>
        {
            // Other tests' services have meters of the same name.
            if (instrument.Meter.Name == MessagingMetrics.Name &&
                instrument.Meter.Scope == service.App.Services.GetRequiredService<IMeterFactory>())
                meters.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => measured[instrument.Name] = value);
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => measured[instrument.Name] = value);
        listener.Start();

        metrics.OutboxHolds(await service.App.Services.GetRequiredService<OutboxStore>().MeasureAsync(CancellationToken.None));
        listener.RecordObservableInstruments();

        Assert.Equal(3, measured["passinstance.outbox.pending"]);
        Assert.InRange(measured["passinstance.outbox.oldest_age"], 60, 600);
        Assert.Equal(0, measured["passinstance.outbox.dead"]);
    }

    [Fact]
    public async Task A_commit_in_one_replica_wakes_the_relays_of_the_others()
    {
        await using var service = await NoteService.StartAsync();
        await using var database = NpgsqlDataSource.Create(service.Postgres);
        var signal = new OutboxSignal();
        using var replica = new OutboxNotifications(database, signal, TimeProvider.System, NullLogger<OutboxNotifications>.Instance);
        await replica.StartAsync(CancellationToken.None);
        // The replica's own start wakes it once, when LISTEN is active.
        Assert.True(await WokenAsync(signal));

        await OutboxTests.WriteAsync(service, 1);

        Assert.True(await WokenAsync(signal));
        await replica.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_row_that_commits_late_is_published_after_a_later_row()
    {
        await using var service = await NoteService.StartAsync();
        await using var connection = await service.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var late = Guid.CreateVersion7();
        await using (var insert = new NpgsqlCommand(
            """
            INSERT INTO outbox_messages (id, organization_id, type, aggregate_id, aggregate_version, body)
            VALUES ($1, $1, 'V1.PassCreated', $1, 1, jsonb_build_object('eventId', $1, 'organizationId', $1, 'passId', $1, 'templateId',
                $1, 'version', 1, 'occurredAt', '2026-11-22T10:00:01Z', 'resource', '{}'::jsonb)::text)
            """, connection, transaction))
        {
            insert.Parameters.Add(new() { Value = late });
            await insert.ExecuteNonQueryAsync();
        }

        await OutboxTests.WriteAsync(service, 5);
        await Eventually.TrueAsync(
            async token => await OutboxTests.CopiesAsync(service, token) == 5, Deadline, "the rows that committed first");
        await transaction.CommitAsync();

        await Eventually.TrueAsync(
            async token => await OutboxTests.CopiesAsync(service, token) == 6, Deadline, "the row that committed last");
    }

    private static Task<bool> WokenAsync(OutboxSignal signal) => signal.WaitAsync(Deadline, TimeProvider.System, CancellationToken.None);
}
