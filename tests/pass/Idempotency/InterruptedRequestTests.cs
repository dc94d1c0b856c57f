using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.Idempotency;

[Trait("Category", "Integration")]
public sealed class InterruptedRequestTests(PassFixture fixture)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_killed_process_leaves_nothing_half_done_and_the_repeat_has_one_effect()
    {
        var issuer = await fixture.NewIssuerAsync();
        await issuer.IssueAsync("WARM-UP");
        await using var program = await PassProcess.StartAsync(
            fixture.Passes.Deployment, fixture.Passes.Postgres, fixture.Templates.Url, issuer.OrganizationId);
        await using var connection = await fixture.Passes.Database.OpenConnectionAsync();
        await using var blocker = await connection.BeginTransactionAsync();
        await using (var command = connection.CreateCommand())
        {
            // The request gets as far as its pass's unique key and waits there for this transaction.
            command.CommandText = $"""
                INSERT INTO passes SELECT (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(), 'serial_number',
                    'KILLED'))).* FROM passes p
                WHERE organization_id = '{issuer.OrganizationId}'
                """;
            await command.ExecuteNonQueryAsync();
        }

        var lost = program.Client.KeyedAsync(HttpMethod.Post, "/api/v1/passes", issuer.Pass("KILLED"), "killed");
        await Eventually.TrueAsync(
            async token => await fixture.Passes.ScalarAsync<long>(
            $"SELECT count(*) FROM pg_stat_activity WHERE {connection.ProcessID} = ANY(pg_blocking_pids(pid))", token) > 0,
            Soon, "the request waits in the middle of its transaction");
        await program.KillAsync();
        await blocker.RollbackAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => lost);

        // The claim of the dead process still holds.
        Assert.Equal(409, (await issuer.IssueAsync("KILLED", "killed")).Status);
        Assert.Equal(0L, await CountAsync(issuer));
        await fixture.Passes.ScalarAsync<object>(
            $"UPDATE idempotency_keys SET locked_until = clock_timestamp() WHERE organization_id = '{issuer.OrganizationId}'");
        var repeated = await issuer.IssueAsync("KILLED", "killed");

        Assert.Equal((201, false), (repeated.Status, repeated.IsReplayed));
        Assert.Equal(repeated with { IsReplayed = true }, await issuer.IssueAsync("KILLED", "killed"));
        Assert.Equal(1L, await CountAsync(issuer));
    }

    [Fact]
    public async Task No_transaction_is_open_while_another_service_is_called_and_its_outage_is_not_stored()
    {
        var asked = new TaskCompletionSource();
        var answer = new TaskCompletionSource<int>();
        await using var templates = await StartTemplatesAsync(asked, answer.Task);
        // A virtual host of its own: on the other tests' it would consume their events.
        await using var passes = await PassFixture.StartPassesAsync(await TestDeployment.CreateAsync(), new Uri(templates.Urls.Single()));
        var client = passes.ClientOf(Guid.CreateVersion7());
        var body = new { templateId = TypeId.Format(IdPrefixes.Template, Guid.CreateVersion7()), serialNumber = "S" };

        var waiting = client.KeyedAsync(HttpMethod.Post, "/api/v1/passes", body, "key");
        await asked.Task.WaitAsync(Soon);
        // The service's workers have short transactions of their own; one of the request's would be there for as long as it waits.
        await Eventually.TrueAsync(
            async token => await passes.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'", token) == 0,
            Soon, "no transaction is open");
        answer.SetResult(StatusCodes.Status500InternalServerError);
        var unavailable = await waiting;

        Assert.Equal(503, unavailable.Status);
        Assert.Equal(0L, await passes.ScalarAsync<long>("SELECT count(*) FROM idempotency_keys"));
    }

    private static async Task<WebApplication> StartTemplatesAsync(TaskCompletionSource asked, Task<int> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async context =>
        {
            asked.TrySetResult();
            context.Response.StatusCode = await answer;
        });
        await app.StartAsync();
        return app;
    }

    private Task<long> CountAsync(Issuer issuer) =>
        fixture.Passes.ScalarAsync<long>(
            $"SELECT count(*) FROM passes WHERE organization_id = '{issuer.OrganizationId}' AND serial_number = 'KILLED'")!;
}
