using System.Text.Json;
using Npgsql;
using Passinstance.System.Tests.Launcher;
using Passinstance.Testing.Servers;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;

namespace Passinstance.System.Tests.FirstPass;

/// <summary>The system on servers that were given to the launcher.</summary>
[Trait("Category", "System")]
[TestCaseOrderer(typeof(LastTestsLast))]
public sealed class GivenServersTests(GivenServersSystem servers) : IClassFixture<GivenServersSystem>
{
    [Fact]
    public async Task Given_servers_are_used_and_none_are_started()
    {
        var run = (await servers.GetAsync()).Run;

        Assert.Equal(servers.Postgres.ConnectionString, run.Postgres);
        Assert.Equal(servers.Broker.Url, run.Rabbitmq);
        Assert.Empty(run.Servers);
        Assert.Equal(5, await CountOwnDatabasesAsync(servers.Postgres));
    }

    [Fact]
    public async Task While_the_broker_is_down_a_pass_is_created_from_a_new_template_and_the_events_come_when_it_is_back()
    {
        var system = await servers.GetAsync();
        await using var endpoint = await EndpointServer.StartAsync();
        using var api = await system.NewOrganizationAsync();
        await api.CreateAsync("/api/v1/webhooks", new { url = endpoint.Url, events = new[] { "template.created", "pass.created" } });
        await servers.Broker.StopAsync();

        var template = await api.CreateAsync("/api/v1/templates", SampleMembership.Template());
        var pass = await api.CreateAsync("/api/v1/passes", SampleMembership.Pass(template));

        Assert.Empty(endpoint.Requests);
        await servers.Broker.StartAsync();
        var received = await endpoint.WaitForCountAsync(2, TimeSpan.FromMinutes(5));
        Assert.Equal(
            new[] { template.Text("id"), pass.Text("id") }.Order(StringComparer.Ordinal),
            received.Select(request => JsonElement.Parse(request.Text).GetProperty("data").Text("id")).Order(StringComparer.Ordinal));
    }

    [Fact]
    [Trait(LastTestsLast.Order, LastTestsLast.Last)]
    public async Task An_ephemeral_instance_removes_its_databases_from_given_servers()
    {
        var system = await servers.GetAsync();

        Assert.Equal(0, await system.StopAsync());

        Assert.Equal(0, await CountOwnDatabasesAsync(servers.Postgres));
    }

    private static async Task<long> CountOwnDatabasesAsync(PrivatePostgres postgres)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("""
            SELECT count(*) FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba
            WHERE d.datname ~ '^(gateway|template|pass|webhook_dispatch|notification)_[0-9a-f]{8}$' AND r.rolname = d.datname
            """, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
