using System.Text;
using Npgsql;
using Passinstance.LocalServers.Processes;
using RabbitMQ.Client;

namespace Passinstance.Benchmarks.Faults;

/// <summary>Something that goes wrong while customers work.</summary>
/// <param name="Name">As the table shows it.</param>
/// <param name="InRandomPhase">Short enough to be drawn at random again and again.</param>
/// <param name="RunAsync">Makes it happen and ends when it is over; the load goes on meanwhile.</param>
internal sealed record Fault(string Name, bool InRandomPhase, Func<FaultSystem, FaultSettings, CancellationToken, Task> RunAsync);

/// <summary>How long the slow faults last; the short form of the program is for tests.</summary>
/// <param name="EventsPerFault">Changes that customers make at least while one fault lasts.</param>
/// <param name="Rate">Of these a second: as much as two cores give, or so little that a debug build beside other tests keeps up.</param>
/// <param name="Kills">How often each process is killed.</param>
/// <param name="Outage">How long the broker is away, and a transaction open.</param>
/// <param name="Lease">Of the relays' claims.</param>
/// <param name="Disturbance">How long what disturbs without stopping anything goes on.</param>
/// <param name="Random">How long faults are drawn at random at the end.</param>
/// <param name="WarmUp">How long customers work before anything counts.</param>
internal sealed record FaultSettings(int EventsPerFault, int Rate, int Kills, TimeSpan Outage, TimeSpan Lease, TimeSpan Disturbance,
    TimeSpan Random, TimeSpan WarmUp)
{
    internal static FaultSettings Full { get; } =
        new(5000, 400, 3, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(2));

    internal static FaultSettings Short { get; } =
        new(200, 60, 1, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(11), TimeSpan.FromSeconds(4), TimeSpan.Zero, TimeSpan.FromSeconds(5));
}

/// <summary>Every fault of the promise "never lost, never counted twice".</summary>
internal static class FaultList
{
    /// <summary>Ten deaths of a process take minutes.</summary>
    internal const string TooLongForTheShortForm = "poison: kills the process";

    internal static IReadOnlyList<Fault> All { get; } =
    [
        new("calm", false, (_, _, _) => Task.CompletedTask),
        .. new[] { "gateway", "template", "pass", "webhook-dispatch",
            "notification" }.Select(program =>
            new Fault($"SIGKILL {program}", true, (system, settings, token) => KillAsync(system, program, settings.Kills, token))),
        new("broker stopped", false, async (system, settings, token) =>
        {
            await system.Broker.StopAsync();
            await Task.Delay(settings.Outage, token);
            await system.Broker.StartAsync(token);
        }),
        new("broker loses its disk", true, (system, _, token) => system.Broker.WipeAsync(token)),
        new("PostgreSQL killed", true, async (system, _, token) =>
        {
            await system.Postgres.KillAsync();
            await system.Postgres.StartAsync(token);
        }),
        new("sessions ended every second", true, EndSessionsAsync),
        new("relay frozen past its lease", false, FreezeAsync),
        new("fails between confirm and delete", true, FailDeletesAsync),
        new("poison: unreadable, unknown, throwing", false, PoisonMessages.ThrowAsync),
        new(TooLongForTheShortForm, false, PoisonMessages.KillAsync),
        new("eight relays at once", false, EightRelaysAsync),
        new("long transaction open", false, LongTransactionAsync),
        new("clock five minutes ahead", false, SkewAsync),
    ];

    private static async Task KillAsync(FaultSystem system, string program, int times, CancellationToken cancellationToken)
    {
        for (var i = 0; i < times; i++)
        {
            await system.KillAsync(program);
            await system.StartProgramAsync(program, cancellationToken);
        }
    }

    private static async Task EndSessionsAsync(FaultSystem system, FaultSettings settings, CancellationToken cancellationToken)
    {
        await using var database = system.Database("gateway");
        for (var second = 0; second < settings.Disturbance.TotalSeconds; second++)
        {
            await using (var command = database.CreateCommand(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"))
                await command.ExecuteNonQueryAsync(cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }
    }

    // A second process of pass, whose relay takes its share of the work and stops in the middle of it.
    private static async Task FreezeAsync(FaultSystem system, FaultSettings settings, CancellationToken cancellationToken)
    {
        var replica = await system.StartReplicaAsync("pass");
        await Task.Delay(TimeSpan.FromSeconds(4), cancellationToken);
        replica.Signal(PosixCalls.Stop);
        await Task.Delay(settings.Lease + TimeSpan.FromSeconds(3), cancellationToken);
        replica.Signal(PosixCalls.Continue);
        await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
        await replica.KillAsync();
    }

    // The broker has confirmed, and the row cannot be deleted: it is published again after its lease.
    private static async Task FailDeletesAsync(FaultSystem system, FaultSettings settings, CancellationToken cancellationToken)
    {
        await using var database = system.Database("pass");
        await ExecuteAsync(database, """
            CREATE OR REPLACE FUNCTION fail_delete() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'the fault program asked for it'; END $$;
            CREATE TRIGGER fail_delete BEFORE DELETE ON outbox_messages
            FOR EACH STATEMENT WHEN (random() < 0.5) EXECUTE FUNCTION fail_delete()
            """, cancellationToken);
        await Task.Delay(settings.Disturbance, cancellationToken);
        await ExecuteAsync(database, "DROP TRIGGER fail_delete ON outbox_messages", cancellationToken);
    }

    private static async Task EightRelaysAsync(FaultSystem system, FaultSettings settings, CancellationToken cancellationToken)
    {
        var replicas = new List<ChildProcess>();
        for (var i = 0; i < 7; i++)
            replicas.Add(await system.StartReplicaAsync("pass"));
        await Task.Delay(settings.Disturbance, cancellationToken);
        foreach (var replica in replicas)
            await replica.KillAsync();
    }

    private static async Task LongTransactionAsync(FaultSystem system, FaultSettings settings, CancellationToken cancellationToken)
    {
        await using var database = system.Database("pass");
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var command = new NpgsqlCommand("SELECT pg_current_xact_id(), count(*) FROM outbox_messages", connection, transaction))
            await command.ExecuteScalarAsync(cancellationToken);
        await Task.Delay(settings.Outage, cancellationToken);
        await transaction.RollbackAsync(cancellationToken);
    }

    // Second processes, so that no request is routed to a clock that the gateway's tokens do not fit.
    private static async Task SkewAsync(FaultSystem system, FaultSettings settings, CancellationToken cancellationToken)
    {
        const string library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
        await Testing.RequiredPrograms.EnsureAsync(library, "libfaketime", cancellationToken);
        var ahead = new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = library,
            ["FAKETIME"] = "+300s",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1"
        };
        var replicas = new[] { await system.StartReplicaAsync("pass", ahead), await system.StartReplicaAsync("webhook-dispatch", ahead),
            await system.StartReplicaAsync("notification", ahead) };
        await Task.Delay(settings.Disturbance, cancellationToken);
        foreach (var replica in replicas)
            await replica.KillAsync();
    }

    internal static async Task ExecuteAsync(NpgsqlDataSource database, string sql, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    internal static async Task PublishAsync(FaultSystem system, string body, CancellationToken cancellationToken)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(system.RabbitMq) }.CreateConnectionAsync(
            cancellationToken);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), cancellationToken);
        await channel.BasicPublishAsync("", "webhook-dispatch", mandatory: true,
            new BasicProperties
            {
                ContentType = "application/vnd.masstransit+json",
                Persistent = true,
                MessageId = Guid.CreateVersion7().ToString()
            }, Encoding.UTF8.GetBytes(body), cancellationToken);
    }
}
