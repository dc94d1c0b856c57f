using Npgsql;
using Passinstance.Testing.Servers;
using Passinstance.Testing.Webhooks;

namespace Passinstance.System.Tests.Launcher;

/// <summary>What every other test project builds on.</summary>
[Trait("Category", "Integration")]
public sealed class TestServersTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_database_is_empty_owned_by_its_role_and_closed_to_the_next_one()
    {
        var servers = await TestServers.GetAsync();
        var first = new NpgsqlConnectionStringBuilder(await servers.CreateDatabaseAsync("orders"));
        var second = new NpgsqlConnectionStringBuilder(await servers.CreateDatabaseAsync("orders"));

        Assert.NotEqual(first.Database, second.Database);
        await using var connection = new NpgsqlConnection(first.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT pg_get_userbyid(datdba) = current_user AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) FROM "
            + "pg_database WHERE datname = current_database()",
            connection);
        Assert.Equal(true, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_virtual_host_starts_without_queues()
    {
        var servers = await TestServers.GetAsync();
        var first = await servers.CreateVirtualHostAsync();
        var second = await servers.CreateVirtualHostAsync();

        Assert.NotEqual(first, second);
        Assert.StartsWith("amqp://", first, StringComparison.Ordinal);
        Assert.Empty(await servers.GetQueuesAsync(first));
    }

    [Fact]
    public async Task A_private_broker_stops_and_starts_on_the_same_address()
    {
        await using var broker = await PrivateBroker.StartNewAsync();
        var address = new Uri(broker.Url);
        Assert.True(await AcceptsAsync(address));

        await broker.StopAsync();
        Assert.False(await AcceptsAsync(address));

        await broker.StartAsync();
        Assert.True(await AcceptsAsync(address));
    }

    [Fact]
    public async Task A_private_postgres_keeps_committed_rows_through_a_kill()
    {
        await using var postgres = await PrivatePostgres.StartNewAsync();
        var database = await postgres.CreateDatabaseAsync("crash");
        await ExecuteAsync(database, "CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)");

        await postgres.KillAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ExecuteAsync(database, "SELECT 1"));
        await postgres.StartAsync();

        Assert.Equal(7, await ExecuteAsync(database, "SELECT id FROM kept"));
    }

    [Fact]
    public async Task A_receiver_records_what_came_and_answers_as_scripted()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        endpoint.AnswerNext(WebhookAnswer.WithStatus(503),
            new WebhookAnswer { Headers = new Dictionary<string, string> { ["X-Second"] = "yes" } }, WebhookAnswer.Close);
        using var http = new HttpClient { BaseAddress = endpoint.Url };

        using var refused = await http.PostAsync(new Uri("hook?a=1", UriKind.Relative), new StringContent("{\"n\":1}"));
        using var taken = await http.PostAsync(new Uri("hook", UriKind.Relative), new StringContent("{\"n\":2}"));
        await Assert.ThrowsAsync<HttpRequestException>(() =>
            http.PostAsync(new Uri("hook", UriKind.Relative), new StringContent("{\"n\":3}")));

        Assert.Equal(503, (int)refused.StatusCode);
        Assert.Equal("yes", taken.Headers.GetValues("X-Second").Single());
        var second = await endpoint.WaitForAsync(request => request.Text.Contains("\"n\":2", StringComparison.Ordinal), Deadline);
        Assert.Equal("/hook", second.PathAndQuery);
        Assert.Equal("/hook?a=1", endpoint.Requests[0].PathAndQuery);
        Assert.Equal("text/plain; charset=utf-8", second.Headers["content-type"]);
        Assert.Equal(3, endpoint.Requests.Count);
    }

    private static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private static async Task<bool> AcceptsAsync(Uri address)
    {
        using var client = new global::System.Net.Sockets.TcpClient();
        try
        {
            await client.ConnectAsync(address.Host, address.Port);
            return true;
        }
        catch (global::System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
