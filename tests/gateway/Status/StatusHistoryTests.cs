using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.Status;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.Testing.Services;
using Yarp.ReverseProxy;

namespace Passinstance.Gateway.Tests.Status;

/// <summary>What the gateways remember of how programs responded, and show to everybody.</summary>
[Trait("Category", "Integration")]
public sealed class StatusHistoryTests
{
    // A cluster of this test's own: the database is shared with other gateways.
    private readonly string _program = $"part-{Guid.NewGuid():n}"[..16];

    [Fact]
    public async Task Looks_are_added_up_over_gateways_and_restarts_and_days_get_their_status()
    {
        var now = DateTimeOffset.UtcNow;
        await using (var first = await StartAsync())
        {
            await LookAsync(first, now, ("ok", 3));
            await LookAsync(first, now.AddDays(-1), ("ok", 2000), ("down", 1));
            await LookAsync(first, now.AddDays(-2), ("ok", 9), ("degraded", 1));
            await LookAsync(first, now.AddDays(-3), ("ok", 1), ("down", 1));
        }

        await using var second = await StartAsync();
        await LookAsync(second, now, ("ok", 1));
        var part = await ReadAsync(second);

        Assert.Equal(
            [("down", 0.5), ("degraded", 1), ("degraded", 0.9995), ("ok", 1)],
            part.GetProperty("days").EnumerateArray().Select(day => (
                day.GetProperty("status").GetString()!, Math.Round(day.GetProperty("availability").GetDouble(), 4))));
        Assert.Equal(2015.0 / 2017, part.GetProperty("availability").GetDouble(), 5);
    }

    [Fact]
    public async Task Ninety_days_are_kept()
    {
        var now = DateTimeOffset.UtcNow;
        await using var gateway = await StartAsync();
        await LookAsync(gateway, now.AddDays(-95), ("down", 5));
        await LookAsync(gateway, now.AddDays(-89), ("ok", 5));
        await LookAsync(gateway, now, ("ok", 5));

        await using var db = await Contexts(gateway).CreateDbContextAsync();
        var kept = await db.Set<StatusDay>().Where(one => one.Program == _program).Select(one => one.Day).ToListAsync();
        Assert.Equal(2, kept.Count);
        var history = await ReadAllAsync(gateway);
        var (from, to) = (DateOnly.Parse(history.Text("from")), DateOnly.Parse(history.Text("to")));
        Assert.Equal(89, to.DayNumber - from.DayNumber);
        Assert.Contains(from, kept);
    }

    [Fact]
    public async Task The_present_state_is_looked_at_and_what_cannot_be_written_is_written_later()
    {
        await using var gateway = await StartAsync();
        var contexts = new FailingOnce(Contexts(gateway));
        using var history = new StatusHistory(
            contexts, gateway.Services.GetRequiredService<IProxyStateLookup>(), TimeProvider.System, NullLogger<StatusHistory>.Instance);

        history.Look();
        await history.WriteAsync(CancellationToken.None);
        Assert.Empty((await ReadAsync(gateway)).GetProperty("days").EnumerateArray());
        history.Look();
        await history.WriteAsync(CancellationToken.None);

        await using var db = await Contexts(gateway).CreateDbContextAsync();
        var day = await db.Set<StatusDay>().SingleAsync(one => one.Program == _program);
        Assert.Equal(2, day.Ok + day.Degraded + day.Down);
    }

    private Task<GatewayFixture> StartAsync() => GatewayFixture.StartAsync(new()
    {
        [$"ReverseProxy:Clusters:{_program}:Destinations:primary:Address"] = "http://127.0.0.1:9",
    });

    private static IDbContextFactory<GatewayDbContext> Contexts(GatewayFixture gateway) =>
        gateway.Services.GetRequiredService<IDbContextFactory<GatewayDbContext>>();

    private async Task LookAsync(GatewayFixture gateway, DateTimeOffset at, params (string Status, int Times)[] looks)
    {
        using var history = new StatusHistory(
            Contexts(gateway), gateway.Services.GetRequiredService<IProxyStateLookup>(), new FakeTimeProvider(at),
            NullLogger<StatusHistory>.Instance);
        foreach (var (status, times) in looks)
        {
            for (var time = 0; time < times; time++)
                history.Record(_program, status);
        }

        await history.WriteAsync(CancellationToken.None);
    }

    private static async Task<JsonElement> ReadAllAsync(GatewayFixture gateway)
    {
        using var response = await gateway.GetAsync("/status/history");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync());
    }

    private async Task<JsonElement> ReadAsync(GatewayFixture gateway) =>
        (await ReadAllAsync(gateway)).GetProperty("parts").EnumerateArray().Single(part => part.Text("name") == _program);

    private sealed class FailingOnce(IDbContextFactory<GatewayDbContext> inner) : IDbContextFactory<GatewayDbContext>
    {
        private bool _hasFailed;

        public GatewayDbContext CreateDbContext() => throw new NotSupportedException();

        public Task<GatewayDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default)
        {
            if (_hasFailed)
                return inner.CreateDbContextAsync(cancellationToken);
            _hasFailed = true;
            throw new NpgsqlException("The database does not respond.");
        }
    }
}
