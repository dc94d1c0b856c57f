using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Passinstance.Persistence.Auditing;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.AuditLog;

/// <summary>
/// The chain over the log, in a database of its own: what its owner does to it behind the service is found. Each test leaves the log
/// sound.
/// </summary>
[Trait("Category", "Integration")]
public sealed class AuditChainTests(AuditChainTests.ChainFixture fixture) : IClassFixture<AuditChainTests.ChainFixture>
{
    private const string Copies = """
        DROP TABLE IF EXISTS saved_log, saved_chain;
        CREATE TABLE saved_log AS SELECT * FROM audit_log; CREATE TABLE saved_chain AS SELECT * FROM audit_log_chain;
        """;

    private const string Unlock = """
        GRANT UPDATE, DELETE, TRUNCATE ON audit_log, audit_log_chain TO CURRENT_USER;
        ALTER TABLE audit_log DISABLE TRIGGER append_only; ALTER TABLE audit_log_chain DISABLE TRIGGER append_only;
        """;

    private const string Restore = """
        DELETE FROM audit_log; INSERT INTO audit_log SELECT * FROM saved_log;
        DELETE FROM audit_log_chain; INSERT INTO audit_log_chain SELECT * FROM saved_chain;
        """;

    /// <summary>A service with three organizations whose entries are chained in several blocks.</summary>
    public sealed class ChainFixture : IAsyncLifetime
    {
        internal RunningService Service { get; private set; } = null!;

        internal AuditChain Chain => Service.App.Services.GetRequiredService<AuditChain>();

        public async ValueTask InitializeAsync()
        {
            Service = await PassFixture.StartTemplatesAsync(await TestDeployment.CreateAsync());
            var clients = Enumerable.Range(0, 3).Select(_ => Service.ClientOf(Guid.CreateVersion7())).ToList();
            for (var round = 0; round < 3; round++)
            {
                foreach (var client in clients)
                {
                    await client.CreateAsync("/api/v1/templates", Issuer.Template("storeCard"));
                    await client.CreateAsync("/api/v1/templates", Issuer.Template("coupon"));
                }

                await Chain.AppendAsync(CancellationToken.None);
            }
        }

        public ValueTask DisposeAsync() => Service.DisposeAsync();
    }

    [Fact]
    public async Task An_untouched_log_is_sound()
    {
        var result = await VerifyAsync();
        Assert.Empty(result.Findings);
        // Those of the fixture, and of the tests that ran before.
        Assert.True(result.Entries + result.Waiting >= 18);
        Assert.Equal(await fixture.Service.ScalarAsync<long>("SELECT count(*) FROM audit_log"), result.Entries + result.Waiting);
        Assert.True(result.Blocks >= 3);
        Assert.Equal(64, result.Head!.Length);
    }

    [Theory]
    [InlineData("operation = 'somethingElse'")]
    [InlineData("actor_id = 'key_00000000000000000000000000'")]
    [InlineData("address = '192.0.2.1'")]
    [InlineData("members = ARRAY['other']")]
    [InlineData("counts = '{\"passes\":1}'")]
    [InlineData("time = time + interval '1 microsecond'")]
    [InlineData("resource_id = NULL")]
    [InlineData("organization_id = gen_random_uuid()")]
    public Task A_changed_entry_is_found(string change) =>
        FindsAsync($"UPDATE audit_log SET {change} WHERE id = (SELECT id FROM audit_log ORDER BY id OFFSET 4 LIMIT 1)");

    [Theory]
    [InlineData("ORDER BY id LIMIT 1")]
    [InlineData("ORDER BY id OFFSET 7 LIMIT 1")]
    [InlineData("ORDER BY id DESC LIMIT 1")]
    public Task A_removed_entry_is_found(string which) =>
        FindsAsync($"DELETE FROM audit_log WHERE id = (SELECT id FROM audit_log {which})");

    [Fact]
    public Task An_inserted_entry_is_found() => FindsAsync("""
        INSERT INTO audit_log (organization_id, id, time, actor_kind, operation, members, recorded_in)
        SELECT organization_id, gen_random_uuid(), time, 'apiKey', 'forged', '{}', recorded_in FROM audit_log ORDER BY id OFFSET 3 LIMIT 1
        """);

    [Fact]
    public Task An_inserted_entry_of_an_organization_without_any_is_found() => FindsAsync("""
        INSERT INTO audit_log (organization_id, id, time, actor_kind, operation, members, recorded_in)
        SELECT gen_random_uuid(), gen_random_uuid(), time, 'apiKey', 'forged', '{}', recorded_in FROM audit_log ORDER BY id OFFSET 3 LIMIT 1
        """);

    [Theory]
    [InlineData("hash = sha256('x')")]
    [InlineData("previous_hash = sha256('x')")]
    [InlineData("previous_block_hash = sha256('x')")]
    [InlineData("entry_count = entry_count + 1")]
    [InlineData("to_position = to_position + 1")]
    public Task A_changed_block_is_found(string change) =>
        FindsAsync($"UPDATE audit_log_chain SET {change} WHERE number = 2");

    [Fact]
    public Task A_removed_block_is_found_also_with_its_entries() => FindsAsync("""
        DELETE FROM audit_log e USING audit_log_chain b WHERE b.number = 2 AND e.organization_id = b.organization_id
            AND e.recorded_in >= b.from_position AND e.recorded_in < b.to_position;
        DELETE FROM audit_log_chain WHERE number = 2;
        """);

    [Fact]
    public async Task An_entry_that_commits_late_is_chained_after_the_others()
    {
        var database = fixture.Service.Database;
        var organization = Guid.CreateVersion7();
        await using var late = await database.OpenConnectionAsync();
        await using var transaction = await late.BeginTransactionAsync();
        await InsertAsync(late, organization, "late");
        await using (var other = await database.OpenConnectionAsync())
            await InsertAsync(other, organization, "early");
        // The early one waits for the late one, which was begun before it.
        await fixture.Chain.AppendAsync(CancellationToken.None);
        Assert.Equal(0L, await CountBlocksAsync(organization));
        await transaction.CommitAsync();
        await fixture.Chain.AppendAsync(CancellationToken.None);
        Assert.Equal(2L, await fixture.Service.ScalarAsync<long>(
            $"SELECT sum(entry_count) FROM audit_log_chain WHERE organization_id = '{organization}'"));
        Assert.Empty((await VerifyAsync()).Findings);
    }

    [Fact]
    public async Task After_a_restore_into_a_younger_server_the_chain_goes_on()
    {
        // As if the log came from a server that has seen more transactions: its positions are ahead of this one's.
        await fixture.Service.ScalarAsync<object>(Unlock);
        await fixture.Service.ScalarAsync<object>("""
            ALTER TABLE audit_log ALTER COLUMN recorded_in SET DEFAULT pg_current_xact_id()::text::bigint + 1000000;
            CREATE OR REPLACE FUNCTION audit_log_offset() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 1000000::bigint';
            """);
        var client = fixture.Service.ClientOf(Guid.CreateVersion7());
        await client.CreateAsync("/api/v1/templates", Issuer.Template("coupon"));
        await fixture.Chain.AppendAsync(CancellationToken.None);
        await fixture.Service.ScalarAsync<object>("""
            ALTER TABLE audit_log ALTER COLUMN recorded_in SET DEFAULT pg_current_xact_id()::text::bigint;
            CREATE OR REPLACE FUNCTION audit_log_offset() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 0::bigint';
            """);

        await AuditTables.PrepareAsync(fixture.Service.Database);

        await client.CreateAsync("/api/v1/templates", Issuer.Template("coupon"));
        await fixture.Chain.AppendAsync(CancellationToken.None);
        var result = await VerifyAsync();
        Assert.Empty(result.Findings);
        Assert.Equal(0, result.Waiting);
    }

    private async Task FindsAsync(string statement)
    {
        await fixture.Chain.AppendAsync(CancellationToken.None);
        await fixture.Service.ScalarAsync<object>(Copies + Unlock);
        try
        {
            await fixture.Service.ScalarAsync<object>(statement);
            Assert.NotEmpty((await VerifyAsync()).Findings);
        }
        finally
        {
            await fixture.Service.ScalarAsync<object>(Restore);
        }

        Assert.Empty((await VerifyAsync()).Findings);
    }

    private Task<AuditVerificationResult> VerifyAsync() =>
        AuditVerification.RunAsync(fixture.Service.Database, "template", CancellationToken.None);

    private Task<long> CountBlocksAsync(Guid organization) => fixture.Service.ScalarAsync<long>(
        string.Create(CultureInfo.InvariantCulture, $"SELECT count(*) FROM audit_log_chain WHERE organization_id = '{organization}'"));

    private static async Task InsertAsync(NpgsqlConnection connection, Guid organization, string operation)
    {
        await using var command = new NpgsqlCommand(
            "INSERT INTO audit_log (organization_id, id, time, actor_kind, operation, members) VALUES ($1, $2, now(), 'apiKey', $3, '{}')",
            connection);
        command.Parameters.Add(new() { Value = organization });
        command.Parameters.Add(new() { Value = Guid.CreateVersion7() });
        command.Parameters.Add(new() { Value = operation });
        await command.ExecuteNonQueryAsync();
    }
}
