using System.Text.Json;
using Passinstance.Persistence.Restores;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Webhooks.Tests.Fixtures;

namespace Passinstance.Webhooks.Tests.Events;

/// <summary>The feed of events after a restore of the database.</summary>
[Trait("Category", "Integration")]
public sealed class RestoreTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_cursor_from_before_a_restore_goes_on_where_the_restore_began()
    {
        await using var service = await WebhookFixture.StartAsync();
        var tenant = new Tenant(service);
        await tenant.CreatePassAsync();
        await ShownAsync(tenant, 1);
        var read = await tenant.Api.CallAsync(HttpMethod.Get, "/api/v1/events?order=asc");
        // The client has read events that are lost: its cursor names a transaction that is used again after the restore.
        var lost = await tenant.CreatePassAsync();
        await ShownAsync(tenant, 2);
        var ahead = await tenant.Api.CallAsync(HttpMethod.Get, "/api/v1/events?order=asc");
        var restoredTo = await service.ScalarAsync<long>("SELECT min(transaction_id) FROM events");
        await service.ScalarAsync<object>($"DELETE FROM events WHERE id = '{lost}'");
        await RunAsync(service);
        await service.ScalarAsync<object>($"UPDATE restores SET transaction_id = {restoredTo}");

        var after = TestEvents.Id(await tenant.CreatePassAsync());
        // As if its transaction had the number of the lost one.
        await service.ScalarAsync<object>($"UPDATE events SET transaction_id = {restoredTo} + 1 WHERE transaction_id > {restoredTo}");
        await ShownAsync(tenant, 2);

        foreach (var cursor in (string[])[read.Text("nextCursor"), ahead.Text("nextCursor")])
        {
            var page = await tenant.Api.CallAsync(HttpMethod.Get, $"/api/v1/events?order=asc&cursor={cursor}");
            Assert.Equal([after], Ids(page));
            var end = await tenant.Api.CallAsync(HttpMethod.Get, $"/api/v1/events?order=asc&cursor={page.Text("nextCursor")}");
            Assert.Empty(Ids(end));
        }
    }

    [Fact]
    public async Task Events_of_a_dump_from_another_server_go_before_all_others()
    {
        await using var service = await WebhookFixture.StartAsync();
        var tenant = new Tenant(service);
        var first = TestEvents.Id(await tenant.CreatePassAsync());
        await ShownAsync(tenant, 1);
        await service.ScalarAsync<object>("UPDATE events SET transaction_id = 9000000000000");
        Assert.Empty(Ids(await tenant.Api.CallAsync(HttpMethod.Get, "/api/v1/events")));

        await RunAsync(service);

        Assert.Equal([first], Ids(await tenant.Api.CallAsync(HttpMethod.Get, "/api/v1/events")));
        var second = TestEvents.Id(await tenant.CreatePassAsync());
        await ShownAsync(tenant, 2);
        Assert.Equal([first, second], Ids(await tenant.Api.CallAsync(HttpMethod.Get, "/api/v1/events?order=asc")));
    }

    [Fact]
    public async Task Another_database_was_restored_and_events_since_then_are_counted()
    {
        await using var service = await WebhookFixture.StartAsync();
        var tenant = new Tenant(service);
        await tenant.CreatePassAsync();
        await ShownAsync(tenant, 1);

        var lines = await RunAsync(service, "--other", "--since", DateTimeOffset.UtcNow.AddMinutes(-5).ToString("O"));

        var finding = Assert.Single(lines, line => line.TryGetProperty("finding", out _)).GetProperty("finding");
        Assert.Equal(("pass.created", 1), (finding.Text("eventType"), finding.GetProperty("count").GetInt64()));
    }

    private static Task<IReadOnlyList<JsonElement>> RunAsync(RunningService service, params string[] arguments) =>
        OperatorCommand.RunAsync(RestoreCommand.Create(() => service.App.Services), arguments);

    private static Task ShownAsync(Tenant tenant, int count) => Eventually.TrueAsync(
        async token => Ids(await tenant.Api.CallAsync(HttpMethod.Get, "/api/v1/events", cancellationToken: token)).Count == count, Soon,
        $"{count} events");

    private static IReadOnlyList<string> Ids(JsonElement page) =>
        [.. page.GetProperty("data").EnumerateArray().Select(item => item.Text("id"))];
}
