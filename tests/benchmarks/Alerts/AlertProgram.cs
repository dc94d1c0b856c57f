using System.CommandLine;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Passinstance.Benchmarks.Faults;

namespace Passinstance.Benchmarks.Alerts;

/// <summary>A condition that an alert is for.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="Cause">What is done, as the table shows it.</param>
/// <param name="BreakAsync">Does it.</param>
/// <param name="MendAsync">Undoes it.</param>
/// <param name="Group">Cases of a group are caused together: they do not disturb each other.</param>
/// <param name="IsQuick">Whether the quick form has it.</param>
internal sealed record AlertCase(
    string Alert, string Cause, Func<CancellationToken, Task> BreakAsync, Func<CancellationToken, Task> MendAsync, int Group,
    bool IsQuick = true);

/// <summary>When an alert fired after its cause, and when it was over after the cause was.</summary>
internal sealed record AlertResult(string Alert, string Cause, double? FiredAfter, double? ClearedAfter);

/// <summary>
/// Causes the condition of each alert on the running system, waits until a real Prometheus fires it, mends the cause, and waits until it is
/// over.
/// </summary>
internal sealed class AlertProgram : IAsyncDisposable
{
    private static readonly TimeSpan FireDeadline = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan ClearDeadline = TimeSpan.FromSeconds(90);
    private readonly FaultSystem _system;
    private readonly AlertEndpoint _endpoint;
    private readonly CancellationTokenSource _loadStop = new();
    private Task _load = Task.CompletedTask;
    private CancellationTokenSource? _locking;
    private Task _locked = Task.CompletedTask;
    private CancellationTokenSource? _failing;
    private Task _failed = Task.CompletedTask;
    private string _templateId = "";
    private string _passId = "";
    private int _serial;

    // What these need cannot be had in minutes on one machine.
    private static readonly Dictionary<string, string> NotCaused = new()
    {
        ["PassinstanceQueueLong"] = "needs 10,000 events that one service does not consume for minutes",
        ["PassinstanceConsumerLag"] = "needs events that are older than a minute, for minutes",
        ["PassinstanceWebhooksLate"] = "needs 10,000 deliveries that are due",
        ["PassinstanceSigningRejected"] = "needs an uploaded certificate that expires while the program runs",
    };

    private AlertProgram(FaultSystem system, AlertEndpoint endpoint) => (_system, _endpoint) = (system, endpoint);

    internal static Command Command()
    {
        var quick = new Option<bool>("--quick") { Description = "Only alerts that fire and clear within seconds." };
        var only = new Option<string?>("--only") { Description = "Only the alerts whose name has this text.", HelpName = "TEXT" };
        var command = new Command("alerts", "Causes each alert's condition, and waits until Prometheus fires it and it is over.")
        {
            quick, only,
        };
        command.SetAction((result, stop) => RunAsync(result.GetValue(quick), result.GetValue(only), stop));
        return command;
    }

    private static async Task<int> RunAsync(bool isQuick, string? only, CancellationToken stop)
    {
        Console.WriteLine("Starting PostgreSQL, RabbitMQ, five programs with their metrics, and Prometheus ...");
        await using var system = await FaultSystem.StartAsync(FaultSettings.Short, stop, servesMetrics: true);
        await using var endpoint = await AlertEndpoint.StartAsync();
        await using var program = new AlertProgram(system, endpoint);
        await program.PrepareAsync(stop);
        await using var prometheus = await PrometheusServer.StartAsync(system.MetricsPorts, stop);
        var cases = program.Cases();
        var names = PrometheusServer.Names();
        var unknown = names.Where(name => cases.All(one => one.Alert != name) && !NotCaused.ContainsKey(name)).ToList();
        if (unknown.Count > 0)
            throw new InvalidOperationException($"No cause is known for {string.Join(", ", unknown)}: add a case.");
        program.StartLoad();
        // As long as the rule of a missing program looks back.
        await Task.Delay(TimeSpan.FromSeconds(20), stop);
        var results = new List<AlertResult>();
        Console.WriteLine($"{"alert",-30} {"cause",-52} {"fired",8} {"cleared",8}");
        var chosen = cases.Where(
            one => (one.IsQuick || !isQuick) && (only is null || one.Alert.Contains(only, StringComparison.Ordinal)));
        foreach (var group in chosen.GroupBy(one => one.Group).OrderBy(group => group.Key))
        {
            foreach (var result in await Task.WhenAll(group.Select(one => CauseAsync(one, prometheus, stop))))
            {
                results.Add(result);
                Console.WriteLine($"{result.Alert,-30} {result.Cause,-52} {Seconds(result.FiredAfter),8} {Seconds(result.ClearedAfter),8}");
            }
        }

        foreach (var (name, reason) in NotCaused)
            Console.WriteLine($"{name,-30} not caused: {reason}");
        Console.WriteLine($"Minutes of the rules are seconds here (factor {PrometheusServer.Factor}).");
        var failed = results.Count(result => result.FiredAfter is null || result.ClearedAfter is null);
        Console.WriteLine(JsonSerializer.Serialize(
            new { factor = PrometheusServer.Factor, results, notCaused = NotCaused, failed }, JsonSerializerOptions.Web));
        return failed == 0 ? 0 : 1;
    }

    public async ValueTask DisposeAsync()
    {
        await _loadStop.CancelAsync();
        await _load;
        _loadStop.Dispose();
    }

    private static string Seconds(double? value) => value is { } seconds ? $"{seconds:0.0} s" : "never";

    private static async Task<AlertResult> CauseAsync(AlertCase one, PrometheusServer prometheus, CancellationToken stop)
    {
        await one.BreakAsync(stop);
        var fired = await WaitAsync(prometheus, one.Alert, isFiring: true, FireDeadline, stop);
        await one.MendAsync(stop);
        var cleared = fired is null ? null : await WaitAsync(prometheus, one.Alert, isFiring: false, ClearDeadline, stop);
        return new AlertResult(one.Alert, one.Cause, fired, cleared);
    }

    private static async Task<double?> WaitAsync(
        PrometheusServer prometheus, string alert, bool isFiring, TimeSpan deadline, CancellationToken stop)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < deadline;)
        {
            if ((await prometheus.FiringAsync(stop)).Contains(alert) == isFiring)
                return Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 1);
            await Task.Delay(TimeSpan.FromMilliseconds(200), stop);
        }

        return null;
    }

    private IReadOnlyList<AlertCase> Cases() =>
    [
        new("PassinstanceProgramMissing", "template is killed", _ => _system.KillAsync("template"),
            stop => _system.StartProgramAsync("template", stop), 2),
        new("PassinstanceErrors", "pass is killed, under load", _ => _system.KillAsync("pass"),
            stop => _system.StartProgramAsync("pass", stop), 3),
        new("PassinstanceSlow", "the table of passes is locked for 3 s, again and again", StartLocksAsync, EndLocksAsync, 4),
        new("PassinstancePoolFull", "the table of passes is locked for 20 s, with 60 lists", HoldPoolAsync, EndLocksAsync, 5),
        new("PassinstanceOutboxOld", "RabbitMQ is stopped, under load", _ => _system.Broker.StopAsync(),
            stop => _system.Broker.StartAsync(stop), 6, IsQuick: false),
        new("PassinstanceOutboxDead", "an event of pass is a dead letter of the outbox", stop => ExecuteAsync("pass", """
                WITH one AS (DELETE FROM outbox_history WHERE id = (SELECT min(id::text)::uuid FROM outbox_history) RETURNING *)
                INSERT INTO outbox_dead_letters (id, organization_id, type, aggregate_id, aggregate_version, body, trace_parent, created_at,
                    attempts, last_error)
                SELECT id, organization_id, type, aggregate_id, aggregate_version, body, trace_parent, created_at, 20, 'alerts' FROM one
                """, stop),
            stop => _system.RunAsync("pass", stop, "messages", "resend", "--all"), 1),
        new("PassinstanceDeadLetters", "webhook-dispatch cannot write events", stop => ExecuteAsync("webhook-dispatch", """
                CREATE OR REPLACE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'the alert program asked for it'; END $$;
                CREATE TRIGGER poison BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION poison()
                """, stop),
            async stop =>
            {
                await ExecuteAsync("webhook-dispatch", "DROP TRIGGER poison ON events", stop);
                // What is still retried becomes a dead letter first.
                await Task.Delay(TimeSpan.FromSeconds(5), stop);
                await _system.RunAsync("webhook-dispatch", stop, "messages", "resend", "--all");
            }, 1),
        // Breakers pause for minutes, which are not shortened: each pause is ended.
        new("PassinstanceWebhooksFail", "the endpoint responds 500, and is not paused", StartFailingAsync, EndFailingAsync, 2,
            IsQuick: false),
        new("PassinstanceRateLimitsLocal", "the gateway's role may not connect, under load", stop => ExecuteAsync("gateway", """
                ALTER ROLE gateway NOLOGIN;
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'gateway'
                """, stop),
            stop => ExecuteAsync("gateway", "ALTER ROLE gateway LOGIN", stop), 7),
        new("PassinstanceCertificateExpires", "a certificate ends in five days", stop => ExecuteAsync("template", """
                INSERT INTO wallet_identities (organization_id, id, kind, name, sealed_secret, sealed_request_key, is_demo, key_location,
                    version, created_at, updated_at, not_after)
                SELECT gen_random_uuid(), gen_random_uuid(), 'apple', 'pass.test.alerts', '', '', false, 'Stored', 1, now(), now(),
                    now() + interval '5 days'
                """, stop),
            stop => ExecuteAsync("template", "DELETE FROM wallet_identities WHERE name = 'pass.test.alerts'", stop), 1, IsQuick: false),
        new("PassinstanceAppleRejects", "the row that Apple's rejection leaves", stop => ExecuteAsync("notification", """
                INSERT INTO apple_topics (organization_id, pass_type_identifier, id, version, suspended_at, reason, fingerprint)
                SELECT gen_random_uuid(), 'pass.test.alerts', gen_random_uuid(), 1, now(), 'rejected', 'alerts'
                """, stop),
            stop => ExecuteAsync("notification", "DELETE FROM apple_topics WHERE pass_type_identifier = 'pass.test.alerts'", stop), 1),
        new("PassinstanceGoogleRejects", "the row that Google's rejection leaves", stop => ExecuteAsync("notification", """
                INSERT INTO google_issuers (organization_id, issuer_id, suspended_at, reason, fingerprint)
                SELECT gen_random_uuid(), 'alerts', now(), 'rejected', 'alerts'
                """, stop),
            stop => ExecuteAsync("notification", "DELETE FROM google_issuers WHERE issuer_id = 'alerts'", stop), 1),
    ];

    private async Task PrepareAsync(CancellationToken stop)
    {
        await PostAsync("/api/v1/webhooks", new { url = _endpoint.Url, events = (string[])["*"] }, stop);
        _templateId = (await PostAsync("/api/v1/templates", new
        {
            name = "Alerts",
            description = "Card of the alert program",
            passType = "storeCard",
            organizationName = "Alerts",
            teamIdentifier = "A1B2C3D4E5",
            passTypeIdentifier = "pass.test.alerts",
        }, stop)).GetProperty("id").GetString()!;
        _passId = (await PostAsync("/api/v1/passes", Pass(), stop)).GetProperty("id").GetString()!;
    }

    private object Pass() => new
    {
        templateId = _templateId,
        serialNumber = $"ALERT-{Interlocked.Increment(ref _serial)}",
        fields = new { points = new { label = "Points", value = 1 } },
    };

    private async Task<JsonElement> PostAsync(string path, object body, CancellationToken stop)
    {
        using var response = await _system.Api.PostAsJsonAsync(path, body, stop);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>(stop);
    }

    // Ten reads and five creates a second, whatever becomes of them.
    private void StartLoad() => _load = Task.Run(async () =>
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        var open = new List<Task>();
        try
        {
            while (await timer.WaitForNextTickAsync(_loadStop.Token))
            {
                open.RemoveAll(task => task.IsCompleted);
                open.Add(TryAsync(() => _system.Api.GetAsync(new Uri($"/api/v1/passes/{_passId}", UriKind.Relative), _loadStop.Token)));
                open.Add(TryAsync(() => _system.Api.GetAsync(new Uri($"/api/v1/passes/{_passId}", UriKind.Relative), _loadStop.Token)));
                open.Add(TryAsync(() => _system.Api.PostAsJsonAsync("/api/v1/passes", Pass(), _loadStop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(open);
        }
    });

    private static async Task TryAsync(Func<Task<HttpResponseMessage>> send)
    {
        try
        {
            using var response = await send();
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // The part that should have responded is what is broken.
        }
    }

    private Task StartFailingAsync(CancellationToken stop)
    {
        _endpoint.Status = StatusCodes.Status500InternalServerError;
        _failing = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var token = _failing.Token;
        _failed = Task.Run(async () =>
        {
            while (!token.IsCancellationRequested)
            {
                await ExecuteAsync(
                    "webhook-dispatch",
                    "UPDATE webhook_endpoint_states SET breaker_open_until = NULL, breaker_trips = 0 WHERE breaker_open_until IS NOT NULL",
                    stop);
                await Task.Delay(TimeSpan.FromMilliseconds(500), stop);
            }
        }, stop);
        return Task.CompletedTask;
    }

    private async Task EndFailingAsync(CancellationToken stop)
    {
        _endpoint.Status = StatusCodes.Status200OK;
        await _failing!.CancelAsync();
        await _failed.WaitAsync(stop);
        _failing.Dispose();
    }

    private Task StartLocksAsync(CancellationToken stop) => LockAsync(TimeSpan.FromSeconds(3), stop);

    private Task HoldPoolAsync(CancellationToken stop)
    {
        var held = LockAsync(TimeSpan.FromSeconds(20), stop);
        var reads = Enumerable.Range(0, 60).Select(
            index => TryAsync(
                () => _system.Api.GetAsync(new Uri($"/api/v1/passes?limit={index + 1}", UriKind.Relative), _loadStop.Token))).ToList();
        return Task.WhenAll(held, Task.WhenAny(Task.WhenAll(reads), Task.Delay(TimeSpan.FromSeconds(1), stop)));
    }

    // Holds the table for a while, lets it go for a moment, and so on.
    private Task LockAsync(TimeSpan held, CancellationToken stop)
    {
        _locking = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var token = _locking.Token;
        _locked = Task.Run(async () =>
        {
            await using var database = _system.Database("pass");
            await using var connection = await database.OpenConnectionAsync(stop);
            while (!token.IsCancellationRequested)
            {
                await using (var transaction = await connection.BeginTransactionAsync(stop))
                {
                    await using var command = new NpgsqlCommand("LOCK TABLE passes IN ACCESS EXCLUSIVE MODE", connection, transaction);
                    await command.ExecuteNonQueryAsync(stop);
                    await Task.WhenAny(Task.Delay(held, CancellationToken.None), Task.Delay(Timeout.Infinite, token));
                    await transaction.RollbackAsync(stop);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(300), stop);
            }
        }, stop);
        return Task.CompletedTask;
    }

    private async Task EndLocksAsync(CancellationToken stop)
    {
        await _locking!.CancelAsync();
        await _locked.WaitAsync(stop);
        _locking.Dispose();
    }

    private async Task ExecuteAsync(string program, string sql, CancellationToken stop)
    {
        await using var database = _system.Database(program);
        await FaultList.ExecuteAsync(database, sql, stop);
    }
}
