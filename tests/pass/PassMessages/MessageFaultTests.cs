using Npgsql;
using Passinstance.Contracts.V1;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.PassMessages;

[Trait("Category", "Integration")]
public sealed class MessageFaultTests
{
    private const int PassCount = 1500;

    [Fact]
    public async Task After_a_kill_every_pass_has_the_message_once()
    {
        var deployment = await TestDeployment.CreateAsync();
        var (templates, passes) = await PassFixture.StartAsync(deployment);
        await using (templates)
        await using (passes)
        {
            var organization = await FillAsync(templates, passes);
            // Only the processes that are killed do the work.
            await passes.App.StopAsync();
            await using (var insert = passes.Database.CreateCommand("""
                INSERT INTO pass_message_jobs (organization_id, notification_id, request, requested_at, available_at, targeted,
                    is_cancelled, version)
                VALUES ($1, $2, $3::json, clock_timestamp(), clock_timestamp(), 0, false, 0)
                """))
            {
                var notification = Guid.CreateVersion7();
                insert.Parameters.Add(new() { Value = organization });
                insert.Parameters.Add(new() { Value = notification });
                insert.Parameters.Add(new()
                {
                    Value = $$"""
                        { "eventId": "{{Guid.NewGuid()}}", "organizationId": "{{organization}}", "notificationId": "{{notification}}",
                          "occurredAt": "2026-11-22T10:00:00Z",
                          "target": {}, "message": { "header": "News", "body": "Hello" } }
                        """,
                });
                await insert.ExecuteNonQueryAsync();
            }

            foreach (var goal in (int[])[100, 700])
            {
                await using var victim = await PassProcess.StartAsync(deployment, passes.Postgres, templates.Url, organization);
                await WaitAsync(passes, $"SELECT count(*) >= {goal} FROM passes WHERE message IS NOT NULL", $"{goal} passes have it");
                await victim.KillAsync();
            }

            await using var last = await PassFixture.StartPassesAsync(deployment, templates.Url, postgres: passes.Postgres);
            await WaitAsync(passes, "SELECT count(*) = 1 FROM pass_message_jobs WHERE ended_at IS NOT NULL", "all passes have it");

            Assert.Equal(PassCount,
                await passes.ScalarAsync<long>("SELECT count(*) FROM passes WHERE version = 2 AND (message ->> 'number')::int = 1"));
            Assert.Equal(PassCount, await passes.ScalarAsync<int>("SELECT targeted FROM pass_message_jobs"));
            var published = (await passes.PublishedAsync<WalletContentChanged>()).Where(change => change.NotificationId is not null)
                .ToList();
            Assert.Equal((PassCount, PassCount), (published.Count, published.DistinctBy(change => change.PassId).Count()));
        }
    }

    [Fact]
    public async Task Replicas_write_messages_side_by_side_and_each_pass_gets_each_once()
    {
        var deployment = await TestDeployment.CreateAsync();
        var (templates, passes) = await PassFixture.StartAsync(deployment);
        await using (templates)
        await using (passes)
        {
            var organization = await FillAsync(templates, passes);
            await using var replica = await PassFixture.StartPassesAsync(deployment, templates.Url, postgres: passes.Postgres);

            var notifications = await Task.WhenAll(
                Enumerable.Range(1, 3).Select(i => passes.RequestAsync(organization, new(), $"Message {i}")));

            foreach (var notification in notifications)
                Assert.Equal(PassCount, (await passes.TargetedAsync(notification)).Targeted);
            Assert.Equal(PassCount,
                await passes.ScalarAsync<long>("SELECT count(*) FROM passes WHERE version = 4 AND (message ->> 'number')::int = 3"));
            var published = (await passes.PublishedAsync<WalletContentChanged>()).Where(change => change.NotificationId is not null)
                .ToList();
            Assert.Equal((3 * PassCount, 3 * PassCount),
                (published.Count, published.DistinctBy(change => (change.PassId, change.NotificationId)).Count()));
        }
    }

    private static Task WaitAsync(RunningService passes, string condition, string what) =>
        Eventually.TrueAsync(async token => await passes.ScalarAsync<bool>(condition, token), MessageCalls.Soon, what);

    /// <summary>An organization with many passes, all but the first copied in the database.</summary>
    private static async Task<Guid> FillAsync(RunningService templates, RunningService passes)
    {
        var organization = Guid.CreateVersion7();
        var template = (await templates.ClientOf(organization).CreateAsync("/api/v1/templates", Issuer.Template("generic"))).Text("id");
        await passes.ClientOf(organization).CreateAsync("/api/v1/passes", new { templateId = template, serialNumber = "FIRST" });
        await using var copies = passes.Database.CreateCommand($"""
            INSERT INTO passes (organization_id, id, template_id, template_version, pass_type_identifier, serial_number, content,
                sealed_secret, version, warnings, created_at, updated_at, last_modified)
            SELECT organization_id, ids.id, template_id, template_version, pass_type_identifier, 'COPY-' || ids.id, content,
                sealed_secret, version, warnings, created_at, updated_at, last_modified
            FROM passes, unnest($1::uuid[]) AS ids (id) WHERE serial_number = 'FIRST'
            """);
        copies.Parameters.Add(
            new NpgsqlParameter { Value = Enumerable.Range(1, PassCount - 1).Select(_ => Guid.CreateVersion7()).ToArray() });
        await copies.ExecuteNonQueryAsync();
        return organization;
    }
}
