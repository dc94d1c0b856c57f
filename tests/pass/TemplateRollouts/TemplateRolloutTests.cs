using System.Net;
using System.Text.Json;
using Passinstance.Messaging.Bus;
using Passinstance.Templates;
using Passinstance.Templates.Persistence;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.Passes.Tests.TemplateRollouts;

[Trait("Category", "Integration")]
public sealed class TemplateRolloutTests(PassFixture fixture)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Publishing_moves_the_passes_to_the_new_version_and_notifies_devices_only()
    {
        var issuer = await fixture.NewIssuerAsync();
        var passes = new[] { await issuer.IssueAsync("R-1"), await issuer.IssueAsync("R-2"), await issuer.IssueAsync("R-3") };
        Assert.All(passes, pass => Assert.Equal(1, pass.GetProperty("templateVersion").GetInt32()));
        await issuer.Passes.CallAsync(HttpMethod.Post, $"/api/v1/passes/{passes[2].Text("id")}/void");

        await issuer.Templates.CallAsync(HttpMethod.Put, $"/api/v1/templates/{issuer.TemplateId}", new { backgroundColor = "#ff0000" });
        Assert.Contains("rgb(31, 41, 55)", await DownloadAsync(passes[0]), StringComparison.Ordinal);
        var published = await issuer.Templates.CallAsync(HttpMethod.Post, $"/api/v1/templates/{issuer.TemplateId}/publish");

        await Eventually.TrueAsync(
            async _ => (await ReadAsync(issuer, passes[0])).GetProperty("templateVersion").GetInt32() == 2 &&
            (await ReadAsync(issuer, passes[1])).GetProperty("version").GetInt32() == 2, Soon, "both passes are moved");
        Assert.Equal(2, published.GetProperty("version").GetInt32());
        Assert.Contains("rgb(255, 0, 0)", await DownloadAsync(passes[0]), StringComparison.Ordinal);
        var voided = await ReadAsync(issuer, passes[2]);
        Assert.Equal((2, 1), (voided.GetProperty("version").GetInt32(), voided.GetProperty("templateVersion").GetInt32()));
        Assert.Contains("rgb(31, 41, 55)", await DownloadAsync(passes[2]), StringComparison.Ordinal);
        Assert.Equal("V1.PassCreated 1,V1.WalletContentChanged 2", await EventsAsync(fixture.Passes, issuer.OrganizationId, "R-1"));
    }

    [Fact]
    public async Task The_passes_that_a_publication_changes_are_counted_before_and_after_it()
    {
        var issuer = await fixture.NewIssuerAsync();
        var path = $"/api/v1/templates/{issuer.TemplateId}/rollout";
        // The publication reaches this service by an event.
        await Eventually.TrueAsync(async _ => await CountAsync(issuer, path) == (1, 0, 0), Soon, "the template is known and has no passes");
        var passes = new[] { await issuer.IssueAsync("C-1"), await issuer.IssueAsync("C-2"), await issuer.IssueAsync("C-3") };
        await issuer.IssueAsync("C-4");
        await issuer.Passes.CallAsync(HttpMethod.Post, $"/api/v1/passes/{passes[2].Text("id")}/void");
        await issuer.Passes.CallAsync(HttpMethod.Delete, $"/api/v1/passes/{passes[1].Text("id")}", null, HttpStatusCode.NoContent);
        Assert.Equal((1, 2, 0), await CountAsync(issuer, path));

        await issuer.Templates.CallAsync(HttpMethod.Put, $"/api/v1/templates/{issuer.TemplateId}", new { backgroundColor = "#00ff00" });
        await issuer.Templates.CallAsync(HttpMethod.Post, $"/api/v1/templates/{issuer.TemplateId}/publish");
        await Eventually.TrueAsync(
            async _ => await CountAsync(issuer, path) == (2, 2, 0), Soon, "the publication has reached both passes");

        var stranger = await fixture.NewIssuerAsync();
        await stranger.Passes.CallAsync(HttpMethod.Get, path, null, HttpStatusCode.NotFound);
        var draft = await issuer.Templates.CreateAsync($"/api/v1/templates/{issuer.TemplateId}/copy", new { });
        Assert.Equal((0, 0, 0), await CountAsync(issuer, $"/api/v1/templates/{draft.Text("id")}/rollout"));
    }

    [Fact]
    public async Task Passes_that_were_counted_before_are_not_counted_again()
    {
        // More than are counted without keeping the count, created and voided half an hour ago.
        const int old = 12_000;
        var issuer = await fixture.NewIssuerAsync();
        var path = $"/api/v1/templates/{issuer.TemplateId}/rollout";
        await issuer.IssueAsync("KEPT-1");
        await fixture.Passes.ScalarAsync<object>($"""
            INSERT INTO passes (organization_id, id, template_id, template_version, pass_type_identifier, serial_number, content,
                sealed_secret, version, warnings, created_at, updated_at, last_modified, voided_at)
            SELECT organization_id,
                   (lpad(to_hex((extract(epoch FROM now() - interval '30 minutes') * 1000)::bigint), 12, '0')
                       || lpad(n::text, 20, '0'))::uuid,
                   template_id, template_version, pass_type_identifier, 'OLD-' || n, content, sealed_secret, version, warnings, created_at,
                   updated_at, last_modified, CASE WHEN n % 4 = 0 THEN now() - interval '20 minutes' END
            FROM passes, generate_series(1, {old}) n WHERE organization_id = '{issuer.OrganizationId}' AND serial_number = 'KEPT-1'
            """);

        Assert.Equal((old * 3 / 4) + 1, (await CountAsync(issuer, path)).Passes);
        Assert.Equal($"{old} {old / 4}", await KeptAsync(issuer));
        var pass = await issuer.IssueAsync("KEPT-2");
        await issuer.Passes.CallAsync(HttpMethod.Post, $"/api/v1/passes/{pass.Text("id")}/void");
        await issuer.IssueAsync("KEPT-3");
        Assert.Equal((old * 3 / 4) + 2, (await CountAsync(issuer, path)).Passes);

        // What is kept is used.
        await fixture.Passes.ScalarAsync<object>(
            $"UPDATE template_pass_counts SET created = created + 5 WHERE organization_id = '{issuer.OrganizationId}'");
        Assert.Equal((old * 3 / 4) + 7, (await CountAsync(issuer, path)).Passes);
    }

    [Fact]
    public async Task A_rollout_counts_what_is_left_for_those_who_watch_it()
    {
        var issuer = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("WATCHED");
        await issuer.Templates.CallAsync(HttpMethod.Put, $"/api/v1/templates/{issuer.TemplateId}", new { logoText = "New" });
        await issuer.Templates.CallAsync(HttpMethod.Post, $"/api/v1/templates/{issuer.TemplateId}/publish");

        await Eventually.TrueAsync(
            async _ => (await ReadAsync(issuer, pass)).GetProperty("templateVersion").GetInt32() == 2, Soon, "the pass is moved");

        Assert.Equal(0, await fixture.Passes.ScalarAsync<int>(
            $"SELECT outdated FROM template_rollouts WHERE organization_id = '{issuer.OrganizationId}' AND counted_at IS NOT NULL"));
    }

    private Task<string?> KeptAsync(Issuer issuer) => fixture.Passes.ScalarAsync<string>(
        $"SELECT created || ' ' || voided FROM template_pass_counts WHERE organization_id = '{issuer.OrganizationId}'");

    private static async Task<(int Version, int Passes, int Outdated)> CountAsync(Issuer issuer, string path)
    {
        var rollout = await issuer.Passes.CallAsync(HttpMethod.Get, path);
        return (rollout.GetProperty("version").GetInt32(), rollout.GetProperty("passes").GetInt32(),
            rollout.GetProperty("outdated").GetInt32());
    }

    [Fact]
    public async Task No_pass_is_created_from_a_draft_and_the_response_says_what_to_do()
    {
        var issuer = await fixture.NewIssuerAsync();
        var draft = await issuer.Templates.CreateAsync($"/api/v1/templates/{issuer.TemplateId}/copy", new { });
        issuer.TemplateId = draft.Text("id");

        var problem = await issuer.Passes.CallAsync(
            HttpMethod.Post, "/api/v1/passes", issuer.Pass("DRAFT"), HttpStatusCode.UnprocessableEntity);
        Assert.Equal("template_not_published", problem.GetProperty("errors")[0].Text("code"));
        Assert.Contains($"/templates/{draft.Text("id")}/publish", problem.Text("message"), StringComparison.Ordinal);

        await issuer.Templates.CallAsync(HttpMethod.Post, $"/api/v1/templates/{issuer.TemplateId}/publish");
        await issuer.IssueAsync("DRAFT");
    }

    [Fact]
    public async Task No_pass_is_created_from_a_deleted_template_and_its_passes_still_work()
    {
        var issuer = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("LIVES-ON");

        await issuer.Templates.CallAsync(HttpMethod.Delete, $"/api/v1/templates/{issuer.TemplateId}", null, HttpStatusCode.NoContent);

        await Eventually.TrueAsync(
            async _ => await StatusAsync(issuer, $"NEW-{Guid.NewGuid()}") == HttpStatusCode.UnprocessableEntity, Soon,
            "no pass is created any more");
        await issuer.Passes.CallAsync(
            HttpMethod.Put, $"/api/v1/passes/{pass.Text("id")}", new { fields = new { tier = new { value = "Black" } } });
        Assert.Contains("Black", await DownloadAsync(pass), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_kill_every_pass_is_moved_once()
    {
        const int passCount = 1500;
        var deployment = await TestDeployment.CreateAsync();
        await using var templates = await PassFixture.StartTemplatesAsync(deployment);
        var organization = Guid.CreateVersion7();
        string postgres, template;
        await using (var passes = await PassFixture.StartPassesAsync(deployment, templates.Url))
        {
            postgres = passes.Postgres;
            template = (await templates.ClientOf(organization).CreateAsync("/api/v1/templates", Issuer.Template("generic"))).Text("id");
            await passes.ClientOf(organization).CreateAsync("/api/v1/passes", new { templateId = template, serialNumber = "FIRST" });
            await using var copies = passes.Database.CreateCommand($"""
                INSERT INTO passes (organization_id, id, template_id, template_version, pass_type_identifier, serial_number, content,
                    sealed_secret,
                    version, warnings, created_at, updated_at, last_modified)
                SELECT organization_id, gen_random_uuid(), template_id, template_version, pass_type_identifier, 'COPY-' || n, content,
                    sealed_secret,
                    version, warnings, created_at, updated_at, last_modified
                FROM passes, generate_series(2, {passCount}) n WHERE serial_number = 'FIRST'
                """);
            await copies.ExecuteNonQueryAsync();
        }

        await templates.ClientOf(organization).CallAsync(HttpMethod.Put, $"/api/v1/templates/{template}", new { logoText = "New" });
        await templates.ClientOf(organization).CallAsync(HttpMethod.Post, $"/api/v1/templates/{template}/publish");
        await using var database = Npgsql.NpgsqlDataSource.Create(postgres);
        foreach (var goal in (int[])[100, 700])
        {
            await using var victim = await PassProcess.StartAsync(deployment, postgres, templates.Url, organization);
            await Eventually.TrueAsync(
                async _ => await CountAsync(database, "SELECT count(*) FROM passes WHERE template_version = 2") >= goal, Soon,
                $"{goal} passes are moved");
            await victim.KillAsync();
        }

        await using var last = await PassFixture.StartPassesAsync(deployment, templates.Url, postgres: postgres);
        await Eventually.TrueAsync(
            async _ => await CountAsync(database, "SELECT count(*) FROM passes WHERE template_version = 2") == passCount, Soon,
            "all passes are moved");
        await Eventually.TrueAsync(
            async _ => await CountAsync(database, "SELECT count(*) FROM outbox_messages") == 0, Soon, "all is published");

        Assert.Equal(passCount, await CountAsync(database, "SELECT count(*) FROM passes WHERE version = 2"));
        // In outbox or history: a relay that has just connected to the broker moves what was published back into the outbox for a while.
        const string published = """
            (SELECT aggregate_id, type FROM outbox_messages UNION ALL SELECT aggregate_id, type FROM outbox_history) m
            WHERE type = 'V1.WalletContentChanged'
            """;
        Assert.Equal(passCount, await CountAsync(database, $"SELECT count(DISTINCT aggregate_id) FROM {published}"));
        Assert.Equal(passCount, await CountAsync(database, $"SELECT count(*) FROM {published}"));
    }

    [Fact]
    public async Task A_pass_that_is_committed_after_the_rollout_is_moved_too()
    {
        var issuer = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("LATE");
        await issuer.Templates.CallAsync(HttpMethod.Put, $"/api/v1/templates/{issuer.TemplateId}", new { logoText = "New" });
        await issuer.Templates.CallAsync(HttpMethod.Post, $"/api/v1/templates/{issuer.TemplateId}/publish");
        await Eventually.TrueAsync(
            async _ => (await ReadAsync(issuer, pass)).GetProperty("templateVersion").GetInt32() == 2, Soon, "the pass is moved");

        // The rollout found nothing left to do; now the late pass is committed.
        await using var command = fixture.Passes.Database.CreateCommand(
            "UPDATE passes SET template_version = 1 WHERE organization_id = $1");
        command.Parameters.Add(new() { Value = issuer.OrganizationId });
        await command.ExecuteNonQueryAsync();

        await Eventually.TrueAsync(
            async _ => (await ReadAsync(issuer, pass)).GetProperty("version").GetInt32() == 3, Soon, "the late pass is moved");
    }

    private static Task<RunningService> StartTemplatesAsync(TestDeployment deployment, string passes, string? postgres = null) =>
        RunningService.StartAsync(
            TemplateHost.Build, ServiceCommand.MigrateServiceAsync<TemplatesDbContext>, deployment,
            new Dictionary<string, string?> { ["Services:Pass"] = passes }, postgres);

    private static async Task<long> CountAsync(Npgsql.NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<string?> EventsAsync(RunningService passes, Guid organizationId, string serialNumber)
    {
        await using var command = passes.Database.CreateCommand("""
            SELECT string_agg(type || ' ' || aggregate_version, ',' ORDER BY aggregate_version, type) FROM (
                SELECT type, aggregate_id, aggregate_version FROM outbox_messages
                    UNION ALL SELECT type, aggregate_id, aggregate_version FROM outbox_history) e
            WHERE aggregate_id = (SELECT id FROM passes WHERE organization_id = $1 AND serial_number = $2)
            """);
        command.Parameters.Add(new() { Value = organizationId });
        command.Parameters.Add(new() { Value = serialNumber });
        return (string?)await command.ExecuteScalarAsync();
    }

    private static Task<JsonElement> ReadAsync(Issuer issuer, JsonElement pass) =>
        issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes/{pass.Text("id")}");

    private static async Task<HttpStatusCode> StatusAsync(Issuer issuer, string serialNumber)
    {
        using var content = System.Net.Http.Json.JsonContent.Create(issuer.Pass(serialNumber));
        using var response = await issuer.Passes.PostAsync("/api/v1/passes", content);
        return response.StatusCode;
    }

    private async Task<string> DownloadAsync(JsonElement pass) =>
        PkpassReader.Read(await fixture.Passes.AnonymousClient().GetByteArrayAsync(new Uri(pass.Text("downloadUrl")).AbsolutePath))
            .PassJson.GetRawText();
}
