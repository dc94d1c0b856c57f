using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing.Services;
using Passinstance.Webhooks.Deliveries;
using Passinstance.Webhooks.Dispatching;

namespace Passinstance.Webhooks.Tests.Running;

/// <summary>A service that sends nothing by itself, so that a test makes each claim and outcome, by a clock it moves.</summary>
internal sealed class IdleDispatch : IAsyncDisposable
{
    private IdleDispatch(RunningService service, ManualClock clock)
    {
        Service = service;
        Clock = clock;
        Tenant = new Tenant(service);
        Claims = NewClaims();
        Outcomes = new OutcomeStore(Database, new DispatchClock(clock));
    }

    internal RunningService Service { get; }
    internal ManualClock Clock { get; }
    internal Tenant Tenant { get; }
    internal ClaimStore Claims { get; }
    internal OutcomeStore Outcomes { get; }

    private NpgsqlDataSource Database => Service.App.Services.GetRequiredService<NpgsqlDataSource>();

    internal static async Task<IdleDispatch> StartAsync()
    {
        var clock = new ManualClock();
        return new IdleDispatch(await WebhookSystem.StartAsync(clock: clock, limits: new DispatchLimits { Concurrency = 0 }), clock);
    }

    /// <summary>The claims of another replica.</summary>
    internal ClaimStore NewClaims(DispatchLimits? limits = null) => new(Database, new DispatchClock(Clock), limits ?? new DispatchLimits());

    /// <summary>A receiver with so many deliveries due.</summary>
    internal async Task<WebhookEndpointKey> AddReceiverAsync(int due, object? more = null, short lane = ClaimStore.FirstAttempts, Tenant? tenant = null)
    {
        tenant ??= Tenant;
        var webhook = await tenant.AddReceiverAsync(new Uri("http://127.0.0.1:64999/"), more);
        TypeId.TryParse(IdPrefixes.Webhook, webhook.Text("id"), out var id);
        var key = new WebhookEndpointKey(tenant.OrganizationId, id);
        await AddDueAsync(key, due, lane);
        return key;
    }

    internal async Task AddDueAsync(WebhookEndpointKey endpoint, int due, short lane = ClaimStore.FirstAttempts)
    {
        await using var command = Service.Database.CreateCommand("""
            WITH e AS (
                INSERT INTO events (organization_id, id, type, occurred_at, payload, is_test)
                SELECT $1, gen_random_uuid(), 'pass.created', now(), '{}'::bytea, false FROM generate_series(1, $3) RETURNING id)
            INSERT INTO deliveries (organization_id, endpoint_id, event_id, event_type, status, trigger, attempts, step, lane, next_attempt_at)
            SELECT $1, $2, id, 'pass.created', 'pending', 'event', 0, 0, $4, now() FROM e
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = endpoint.OrganizationId });
        command.Parameters.Add(new NpgsqlParameter { Value = endpoint.EndpointId });
        command.Parameters.Add(new NpgsqlParameter { Value = due });
        command.Parameters.Add(new NpgsqlParameter { Value = lane });
        await command.ExecuteNonQueryAsync();
    }

    internal Task<IReadOnlyList<ClaimedDelivery>> ClaimAsync(int limit = 1000, short lane = ClaimStore.FirstAttempts) =>
        Claims.ClaimAsync(lane, limit, CancellationToken.None);

    internal async Task<IReadOnlyList<WebhookEndpointKey>> RecordAsync(IEnumerable<ClaimedDelivery> claimed, bool succeeded = true, TimeSpan? pause = null) =>
        await Outcomes.RecordAsync(
            [.. claimed.Select(delivery => new RecordedAttempt(
                delivery, new AttemptOutcome { StatusCode = succeeded ? 200 : 500, Error = succeeded ? null : AttemptError.HttpStatus, StartedAt = Clock.GetUtcNow() },
                succeeded ? DeliveryStatus.Delivered : DeliveryStatus.Pending, succeeded ? null : TimeSpan.FromHours(1), pause))],
            CancellationToken.None);

    internal Task<long> CountAsync(string where) => Service.ScalarAsync<long>($"SELECT count(*) FROM deliveries WHERE {where}");

    public ValueTask DisposeAsync() => Service.DisposeAsync();
}
