using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing.Services;
using Passinstance.Webhooks.Deliveries;
using Passinstance.Webhooks.Dispatching;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.Tests.Fixtures;

/// <summary>
/// A service that sends nothing. Its tests make each claim and result themselves, by a clock that they move, one test after the other.
/// </summary>
public sealed class IdleWebhookFixture : IAsyncLifetime
{
    internal RunningService Service { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Service = await WebhookFixture.StartAsync(settings: new() { ["Dispatching:Concurrency"] = "0" });

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    /// <summary>A dispatcher for one test; nothing of earlier tests is due.</summary>
    internal async Task<IdleDispatcher> NewDispatcherAsync()
    {
        await Service.ScalarAsync<object>(
            "TRUNCATE deliveries, attempts, events, webhook_endpoints, webhook_endpoint_states, webhook_secrets");
        return new IdleDispatcher(Service);
    }
}

/// <summary>Claims and results in the place of the worker.</summary>
internal sealed class IdleDispatcher
{
    internal IdleDispatcher(RunningService service)
    {
        Service = service;
        Tenant = new Tenant(service);
        Claims = NewClaims();
        Outcomes = new OutcomeStore(Database, new DatabaseClock(Clock), Options.Create(new DispatchOptions()));
    }

    internal RunningService Service { get; }
    internal FakeTimeProvider Clock { get; } = new(DateTimeOffset.UtcNow.AddMinutes(10));
    internal Tenant Tenant { get; }
    internal ClaimStore Claims { get; }
    internal OutcomeStore Outcomes { get; }

    private NpgsqlDataSource Database => Service.App.Services.GetRequiredService<NpgsqlDataSource>();

    /// <summary>The claims of another replica.</summary>
    internal ClaimStore NewClaims() => new(Database, new DatabaseClock(Clock), Options.Create(new DispatchOptions()));

    internal List<ClaimStore> NewReplicas(int count) => [.. Enumerable.Range(0, count).Select(_ => NewClaims())];

    /// <summary>A webhook with so many due deliveries.</summary>
    internal async Task<WebhookEndpointKey> AddWebhookAsync(
        int due, object? more = null, short lane = ClaimStore.FirstAttempts, Tenant? tenant = null)
    {
        tenant ??= Tenant;
        var webhook = await tenant.AddWebhookAsync(Tenant.NoServer, more);
        TypeId.TryParse(IdPrefixes.Webhook, webhook.Text("id"), out var id);
        var key = new WebhookEndpointKey(tenant.OrganizationId, id);
        await AddDueAsync(key, due, lane);
        return key;
    }

    internal Task<IReadOnlyList<ClaimedDelivery>> ClaimAsync(int limit = 1000, short lane = ClaimStore.FirstAttempts) =>
        Claims.ClaimAsync(lane, limit, CancellationToken.None);

    internal async Task<IReadOnlyList<WebhookEndpointKey>> RecordAsync(
        IEnumerable<ClaimedDelivery> claimed, bool succeeded = true, TimeSpan? pause = null) =>
        await Outcomes.RecordAsync(
            [.. claimed.Select(delivery => Attempt(delivery, succeeded ? 200 : 500, TimeSpan.FromHours(1), pause))], default);

    /// <summary>The result of an attempt that the receiver answered with <paramref name="status"/>.</summary>
    internal RecordedAttempt Attempt(ClaimedDelivery delivery, int status, TimeSpan delay, TimeSpan? pause = null)
    {
        var succeeded = status < 300;
        var error = succeeded ? null : AttemptError.HttpStatus;
        return new RecordedAttempt(
            delivery, new AttemptOutcome { StatusCode = status, Error = error, StartedAt = Clock.GetUtcNow() },
            succeeded ? DeliveryStatus.Delivered : DeliveryStatus.Pending, succeeded ? null : delay, pause);
    }

    internal Task<long> CountAsync(string where) => Service.ScalarAsync<long>($"SELECT count(*) FROM deliveries WHERE {where}");

    private async Task AddDueAsync(WebhookEndpointKey endpoint, int due, short lane)
    {
        await using var command = Service.Database.CreateCommand("""
            WITH e AS (
                INSERT INTO events (organization_id, id, type, occurred_at, payload, is_test)
                SELECT @organization, gen_random_uuid(), 'pass.created', now(), '{}'::bytea, false
                    FROM generate_series(1, @due) RETURNING id)
            INSERT INTO deliveries
                (organization_id, endpoint_id, event_id, event_type, status, trigger, attempts, step, lane, next_attempt_at)
            SELECT @organization, @endpoint, id, 'pass.created', 'pending', 'event', 0, 0, @lane, now() FROM e
            """);
        command.Parameters.AddWithValue("organization", endpoint.OrganizationId);
        command.Parameters.AddWithValue("endpoint", endpoint.EndpointId);
        command.Parameters.AddWithValue("due", due);
        command.Parameters.AddWithValue("lane", lane);
        await command.ExecuteNonQueryAsync();
    }
}
