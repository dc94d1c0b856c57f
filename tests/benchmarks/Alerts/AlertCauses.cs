using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Passinstance.Benchmarks.Faults;

namespace Passinstance.Benchmarks.Alerts;

/// <summary>A little load, and what is done to it and to the programs for each alert.</summary>
internal sealed class AlertCauses(FaultSystem system, AlertEndpoint endpoint) : IAsyncDisposable
{
    private readonly FaultSystem _system = system;
    private readonly AlertEndpoint _endpoint = endpoint;
    private readonly CancellationTokenSource _loadStop = new();
    private Task _load = Task.CompletedTask;
    private CancellationTokenSource? _locking;
    private Task _locked = Task.CompletedTask;
    private CancellationTokenSource? _repeating;
    private Task _repeated = Task.CompletedTask;
    private string _templateId = "";
    private string _passId = "";
    private int _serial;

    // More than the rules allow, with what a consumer has in hand.
    private const int ManyEvents = 14_000;
    private string _certificate = "";

    public async ValueTask DisposeAsync()
    {
        await _loadStop.CancelAsync();
        await _load;
        _loadStop.Dispose();
    }

    internal IReadOnlyList<AlertCase> Cases() =>
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
        new("PassinstanceConsumerLag", "events arrive that were sent two minutes ago", StartLateEventsAsync, EndTaskAsync, 7,
            IsQuick: false),
        new("PassinstanceSigningRejected", "a certificate has expired; a pass is downloaded", ExpireCertificateAsync, RenewCertificateAsync,
            8, IsQuick: false),
        new("PassinstanceQueueLong", "14,000 events, and webhook-dispatch cannot write any", async stop =>
            {
                await StartLockAsync("webhook-dispatch", "events", TimeSpan.FromMinutes(2), stop);
                await PublishManyAsync(stop);
            },
            async stop =>
            {
                await EndLocksAsync(stop);
                await _system.RunAsync("webhook-dispatch", stop, "messages", "resend", "--all");
            }, 10, IsQuick: false),
        new("PassinstanceWebhooksLate", "14,000 events, and the endpoint takes 10 s for each", async stop =>
            {
                _endpoint.Delay = TimeSpan.FromSeconds(10);
                await PublishManyAsync(stop);
            },
            _ =>
            {
                _endpoint.Delay = TimeSpan.Zero;
                return Task.CompletedTask;
            }, 9, IsQuick: false),
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

    internal async Task PrepareAsync(CancellationToken stop)
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
    internal void StartLoad() => _load = Task.Run(async () =>
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
        StartTask(
            token => ExecuteAsync(
                "webhook-dispatch",
                "UPDATE webhook_endpoint_states SET breaker_open_until = NULL, breaker_trips = 0 WHERE breaker_open_until IS NOT NULL",
                token),
            TimeSpan.FromMilliseconds(500), stop);
        return Task.CompletedTask;
    }

    private Task EndFailingAsync(CancellationToken stop)
    {
        _endpoint.Status = StatusCodes.Status200OK;
        return EndTaskAsync(stop);
    }

    // Events of passes as they are published, under ids of their own.
    private Task PublishManyAsync(CancellationToken stop) => ExecuteAsync("pass", $"""
        INSERT INTO outbox_messages (id, organization_id, type, aggregate_id, aggregate_version, body)
        SELECT n.id, h.organization_id, h.type, h.aggregate_id, h.aggregate_version, replace(h.body, h.id::text, n.id::text)
        FROM (SELECT * FROM outbox_history WHERE type = 'V1.PassCreated' LIMIT 1) h,
             (SELECT gen_random_uuid() AS id FROM generate_series(1, {ManyEvents})) n
        """, stop);

    private async Task StartLateEventsAsync(CancellationToken stop)
    {
        await using var database = _system.Database("pass");
        await using var command = database.CreateCommand(
            "SELECT id::text || ' ' || body FROM outbox_history WHERE type = 'V1.PassCreated' LIMIT 1");
        var found = ((string)(await command.ExecuteScalarAsync(stop))!).Split(' ', 2);
        StartTask(async token =>
        {
            for (var i = 0; i < 5; i++)
            {
                var id = Guid.CreateVersion7().ToString();
                var sent = DateTime.UtcNow.AddMinutes(-2).ToString("O", CultureInfo.InvariantCulture);
                await FaultList.PublishAsync(_system, $$"""
                    { "messageId": "{{id}}", "messageType": ["urn:message:Passinstance.Contracts.V1:PassCreated"],
                      "sentTime": "{{sent}}", "headers": {}, "message": {{found[1].Replace(found[0], id, StringComparison.Ordinal)}} }
                    """, token);
            }
        }, TimeSpan.FromMilliseconds(200), stop);
    }

    // The replica of pass has a certificate for the same key that has expired, as if it had been uploaded and nobody had renewed it.
    private async Task ExpireCertificateAsync(CancellationToken stop)
    {
        await using (var database = _system.Database("pass"))
        {
            await using var command = database.CreateCommand(
                "SELECT certificate FROM wallet_identity_replicas WHERE name = 'pass.test.alerts' AND kind = 'apple'");
            _certificate = (string)(await command.ExecuteScalarAsync(stop))!;
        }

        await _system.KillAsync("pass");
        await WriteCertificateAsync(Expired(_certificate), isDevelopment: false, stop);
        await _system.StartProgramAsync("pass", stop);
        StartTask(
            token => TryAsync(
                () => _system.Api.GetAsync(new Uri($"/api/v1/passes/{_passId}/download", UriKind.Relative), token)),
            TimeSpan.FromMilliseconds(500), stop);
    }

    private async Task RenewCertificateAsync(CancellationToken stop)
    {
        await EndTaskAsync(stop);
        await _system.KillAsync("pass");
        await WriteCertificateAsync(_certificate, isDevelopment: true, stop);
        await _system.StartProgramAsync("pass", stop);
    }

    private async Task WriteCertificateAsync(string certificate, bool isDevelopment, CancellationToken stop)
    {
        await using var database = _system.Database("pass");
        await using var command = database.CreateCommand(
            "UPDATE wallet_identity_replicas SET certificate = $1, is_development = $2 WHERE name = 'pass.test.alerts' AND kind = 'apple'");
        command.Parameters.AddWithValue(certificate);
        command.Parameters.AddWithValue(isDevelopment);
        await command.ExecuteNonQueryAsync(stop);
    }

    private static string Expired(string pem)
    {
        using var valid = X509Certificate2.CreateFromPem(pem);
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(valid.SubjectName, valid.PublicKey, HashAlgorithmName.SHA256);
        foreach (var extension in valid.Extensions)
            request.CertificateExtensions.Add(extension);
        using var expired = request.Create(
            valid.IssuerName, X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1), DateTimeOffset.UtcNow.AddDays(-365),
            DateTimeOffset.UtcNow.AddMinutes(-1), RandomNumberGenerator.GetBytes(8));
        return expired.ExportCertificatePem();
    }

    // Does something again and again until it is ended.
    private void StartTask(Func<CancellationToken, Task> work, TimeSpan pause, CancellationToken stop)
    {
        _repeating = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var token = _repeating.Token;
        _repeated = Task.Run(async () =>
        {
            while (!token.IsCancellationRequested)
            {
                await work(stop);
                await Task.Delay(pause, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }, stop);
    }

    private async Task EndTaskAsync(CancellationToken stop)
    {
        await _repeating!.CancelAsync();
        await _repeated.WaitAsync(stop);
        _repeating.Dispose();
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
    private Task LockAsync(TimeSpan held, CancellationToken stop) => StartLockAsync("pass", "passes", held, stop);

    private Task StartLockAsync(string program, string table, TimeSpan held, CancellationToken stop)
    {
        _locking = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var token = _locking.Token;
        _locked = Task.Run(async () =>
        {
            await using var database = _system.Database(program);
            await using var connection = await database.OpenConnectionAsync(stop);
            while (!token.IsCancellationRequested)
            {
                await using (var transaction = await connection.BeginTransactionAsync(stop))
                {
                    await using var command = new NpgsqlCommand($"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE", connection, transaction);
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
