using System.Diagnostics;
using Npgsql;
using Passinstance.Messaging.Bus;

namespace Passinstance.Benchmarks.Faults;

/// <summary>
/// Messages that cannot be handled. Dead letters are resent with the operator's command once the cause is fixed, twice.
/// </summary>
internal static class PoisonMessages
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    internal static async Task ThrowAsync(FaultSystem system, FaultSettings settings, CancellationToken cancellationToken)
    {
        for (var i = 0; i < 5; i++)
        {
            await FaultList.PublishAsync(system, "{ this is no message", cancellationToken);
            await FaultList.PublishAsync(system,
                """{ "messageId": "01942f3a-7c00-7000-8000-0000000000ff", "messageType": ["urn:message:Nobody:Knows"], "message": {} }""",
                cancellationToken);
        }

        await using var database = system.Database("webhook-dispatch");
        await FaultList.ExecuteAsync(database, """
            CREATE OR REPLACE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'the fault program asked for it'; END $$;
            CREATE TRIGGER poison BEFORE INSERT ON events FOR EACH ROW WHEN (get_byte(uuid_send(NEW.id), 15) < 4) EXECUTE FUNCTION poison()
            """, cancellationToken);
        await Task.Delay(settings.Disturbance, cancellationToken);
        await FaultList.ExecuteAsync(database, "DROP TRIGGER poison ON events", cancellationToken);
        // What is still being retried becomes a dead letter first: three tries take less than three seconds.
        await Task.Delay(TimeSpan.FromSeconds(4), cancellationToken);
        await ResendTwiceAsync(system, cancellationToken);
    }

    /// <summary>The consumer's process dies each time it has the message in hand, until the broker makes it a dead letter.</summary>
    internal static async Task KillAsync(FaultSystem system, FaultSettings settings, CancellationToken cancellationToken)
    {
        await using var database = system.Database("webhook-dispatch");
        await FaultList.ExecuteAsync(database, """
            CREATE OR REPLACE FUNCTION deadly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              IF position('DEADLY' IN convert_from(NEW.payload, 'UTF8')) > 0 THEN
                PERFORM pg_notify('deadly', ''); PERFORM pg_sleep(30);
              END IF;
              RETURN NEW; END $$;
            CREATE TRIGGER deadly BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION deadly()
            """, cancellationToken);
        await using var watch = system.Database("pass");
        var template = await ReadTemplateAsync(watch, cancellationToken);
        await new PassLoad(system.Api, template).IssueAsync($"DEADLY-{Guid.NewGuid():n}", cancellationToken);

        // NOTIFY waits for the commit that never comes, so the sleeping session itself is the sign.
        var kills = 0;
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < Patience;)
        {
            if (await IsSleepingAsync(database, cancellationToken))
            {
                await system.KillAsync("webhook-dispatch");
                await FaultList.ExecuteAsync(database,
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'", cancellationToken);
                await system.StartProgramAsync("webhook-dispatch", cancellationToken);
                kills++;
            }
            else if (kills >= Topology.DeliveryLimit && await IsDeadLetterAsync(system, cancellationToken))
            {
                break;
            }
            else
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
            }
        }

        if (kills < Topology.DeliveryLimit)
            throw new InvalidOperationException(
                $"The message was to kill the process {Topology.DeliveryLimit} times and did {kills} times.");

        await FaultList.ExecuteAsync(database, "DROP TRIGGER deadly ON events", cancellationToken);
        await ResendTwiceAsync(system, cancellationToken);
    }

    private static async Task ResendTwiceAsync(FaultSystem system, CancellationToken cancellationToken)
    {
        // Messages that can never be read become dead letters again; they are the fault program's own and are not counted.
        await system.RunAsync("webhook-dispatch", cancellationToken, "messages", "resend", "--all");
        await system.RunAsync("webhook-dispatch", cancellationToken, "messages", "resend", "--all");
    }

    private static async Task<bool> IsDeadLetterAsync(FaultSystem system, CancellationToken cancellationToken) =>
        (await system.RunAsync("webhook-dispatch", cancellationToken, "messages", "list"))
            .Contains(Topology.DeadQueue("webhook-dispatch"), StringComparison.Ordinal);

    private static async Task<bool> IsSleepingAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))! > 0;
    }

    private static async Task<string> ReadTemplateAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT id FROM template_replicas LIMIT 1");
        return ServiceDefaults.Ids.TypeId.Format(ServiceDefaults.Ids.IdPrefixes.Template,
            (Guid)(await command.ExecuteScalarAsync(cancellationToken))!);
    }
}
