using Passinstance.ServiceDefaults.Identity;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.Idempotency;

[Trait("Category", "Integration")]
public sealed class IdempotencyKeyTests(PassFixture fixture)
{
    [Fact]
    public async Task Concurrent_requests_with_one_key_have_one_effect_and_the_same_response_or_409()
    {
        var issuer = await fixture.NewIssuerAsync();
        await issuer.IssueAsync("WARM-UP");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => issuer.IssueAsync("ONCE", "order-1001")));

        Assert.All(answers, answer => Assert.Contains(answer.Status, (int[])[201, 409]));
        Assert.All(answers.Where(answer => answer.Status == 409),
            answer => Assert.Equal("idempotency_in_progress", answer.Json.Text("code")));
        Assert.Single(answers, answer => answer is { Status: 201, IsReplayed: false });
        Assert.Single(answers.Where(answer => answer.Status == 201).Select(answer => answer.Body).Distinct());
        Assert.Equal(1, await CountAsync(issuer, "passes", "serial_number = 'ONCE'"));
        Assert.Equal(1, await PublishedAsync(issuer, answers.First(answer => answer.Status == 201).Json.Text("id")));
    }

    [Fact]
    public async Task A_repeat_gets_the_stored_response_and_changes_nothing()
    {
        var issuer = await fixture.NewIssuerAsync();
        var first = await issuer.IssueAsync("R-1", "key");
        var path = $"/api/v1/passes/{first.Json.Text("id")}";
        var update = new { fields = new { tier = new { value = "Platinum" } } };

        var updated = await issuer.Passes.KeyedAsync(HttpMethod.Put, path, update, "key");
        var updatedAgain = await issuer.Passes.KeyedAsync(HttpMethod.Put, path, update, "key");
        var again = await issuer.IssueAsync("R-1", "key");
        var voided = await issuer.Passes.KeyedAsync(HttpMethod.Post, $"{path}/void", null, "key");
        var voidedAgain = await issuer.Passes.KeyedAsync(HttpMethod.Post, $"{path}/void", null, "key");

        Assert.Equal((201, false), (first.Status, first.IsReplayed));
        Assert.Equal(first with { IsReplayed = true }, again);
        Assert.Equal(path, again.Location);
        Assert.Equal("\"1\"", again.ETag);
        Assert.Equal(updated with { IsReplayed = true }, updatedAgain);
        Assert.Equal(2, updatedAgain.Json.GetProperty("version").GetInt32());
        Assert.Equal(voided with { IsReplayed = true }, voidedAgain);
        Assert.Equal(3, (await issuer.Passes.CallAsync(HttpMethod.Get, path)).GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task A_key_used_for_another_request_is_rejected_and_has_no_effect()
    {
        var issuer = await fixture.NewIssuerAsync();
        await issuer.IssueAsync("O-1", "key");
        var other = (await issuer.IssueAsync("O-2")).Text("id");
        await issuer.Passes.KeyedAsync(HttpMethod.Post, $"/api/v1/passes/{other}/void", null, "void-key");
        var third = (await issuer.IssueAsync("O-3")).Text("id");

        var otherBody = await issuer.IssueAsync("O-4", "key");
        var otherPath = await issuer.Passes.KeyedAsync(HttpMethod.Post, $"/api/v1/passes/{third}/void", null, "void-key");

        Assert.Equal((422, "idempotency_key_reused"), (otherBody.Status, otherBody.Json.Text("code")));
        Assert.Equal((422, "idempotency_key_reused"), (otherPath.Status, otherPath.Json.Text("code")));
        Assert.Equal(0, await CountAsync(issuer, "passes", "serial_number = 'O-4' OR (serial_number = 'O-3' AND voided_at IS NOT NULL)"));
    }

    [Fact]
    public async Task Keys_of_two_organizations_are_independent()
    {
        var issuer = await fixture.NewIssuerAsync();
        var stranger = await fixture.NewIssuerAsync();

        var mine = await issuer.IssueAsync("SAME", "same-key");
        var theirs = await stranger.IssueAsync("SAME", "same-key");

        Assert.Equal((201, false), (theirs.Status, theirs.IsReplayed));
        Assert.NotEqual(mine.Json.Text("id"), theirs.Json.Text("id"));
        // The same body with another template is another request.
        var copied = await stranger.Passes.KeyedAsync(HttpMethod.Post, "/api/v1/passes", issuer.Pass("SAME"), "same-key");
        Assert.Equal(422, copied.Status);
    }

    [Fact]
    public async Task One_credential_never_gets_the_stored_response_of_another()
    {
        var issuer = await fixture.NewIssuerAsync();
        using var publishable = fixture.Passes.AnonymousClient();
        publishable.DefaultRequestHeaders.Authorization = new(
            "Bearer", fixture.Passes.Deployment.TokenOf(issuer.OrganizationId, Guid.CreateVersion7(), Scopes.PassesWrite));

        var mine = await issuer.IssueAsync("TWO-KEYS", "order-1");
        var guessed = await publishable.KeyedAsync(HttpMethod.Post, "/api/v1/passes", issuer.Pass("TWO-KEYS"), "order-1");

        Assert.Equal((201, false), (mine.Status, mine.IsReplayed));
        Assert.Equal((409, false), (guessed.Status, guessed.IsReplayed));
        Assert.DoesNotContain("downloadUrl", guessed.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rejected_request_leaves_the_key_for_the_corrected_one()
    {
        var issuer = await fixture.NewIssuerAsync();
        await issuer.IssueAsync("TAKEN");

        Assert.Equal(400, (await issuer.Passes.KeyedAsync(HttpMethod.Post, "/api/v1/passes", "{", "key")).Status);
        Assert.Equal(422, (await issuer.Passes.KeyedAsync(HttpMethod.Post, "/api/v1/passes", new { serialNumber = "C-1" }, "key")).Status);
        Assert.Equal(409, (await issuer.IssueAsync("TAKEN", "key")).Status);
        var corrected = await issuer.IssueAsync("C-1", "key");

        Assert.Equal((201, false), (corrected.Status, corrected.IsReplayed));
        Assert.Equal(1, await CountAsync(issuer, "idempotency_keys", "sealed_response IS NOT NULL"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\tb")]
    public async Task An_invalid_key_is_rejected(string key)
    {
        var issuer = await fixture.NewIssuerAsync();

        var answer = await issuer.IssueAsync("I-1", key);

        Assert.Equal((422, "invalid_idempotency_key"), (answer.Status, answer.Json.Text("code")));
    }

    [Fact]
    public async Task A_key_has_at_most_255_characters()
    {
        var issuer = await fixture.NewIssuerAsync();

        Assert.Equal(422, (await issuer.IssueAsync("L-1", new string('k', 256))).Status);
        Assert.Equal(201, (await issuer.IssueAsync("L-1", new string('k', 255))).Status);
    }

    [Fact]
    public async Task A_key_expires_after_a_day()
    {
        var issuer = await fixture.NewIssuerAsync();
        var path = $"/api/v1/passes/{(await issuer.IssueAsync("D-1")).Text("id")}";
        await issuer.Passes.KeyedAsync(HttpMethod.Put, path, new { barcodeMessage = "1" }, "daily");
        await ExecuteAsync(issuer, "UPDATE idempotency_keys SET created_at = clock_timestamp() - interval '24 hours 1 second'");

        var nextDay = await issuer.Passes.KeyedAsync(HttpMethod.Put, path, new { barcodeMessage = "2" }, "daily");

        Assert.Equal((200, false, "2"), (nextDay.Status, nextDay.IsReplayed, nextDay.Json.Text("barcodeMessage")));
    }

    [Fact]
    public async Task A_request_that_lost_its_claim_rolls_its_effect_back()
    {
        var issuer = await fixture.NewIssuerAsync();
        await issuer.IssueAsync("WARM-UP");
        // Holds back the insert of the pass until another request has the claim.
        await using var connection = await fixture.Passes.Database.OpenConnectionAsync();
        await using var blocker = await connection.BeginTransactionAsync();
        await using (var insert = connection.CreateCommand())
        {
            insert.CommandText = $"""
                INSERT INTO passes SELECT (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(), 'serial_number',
                    'LOST'))).* FROM passes p
                WHERE organization_id = '{issuer.OrganizationId}'
                """;
            await insert.ExecuteNonQueryAsync();
        }

        var slow = issuer.IssueAsync("LOST", "key");
        await Eventually.TrueAsync(
            async token => await fixture.Passes.ScalarAsync<long>(
            $"SELECT count(*) FROM pg_stat_activity WHERE {connection.ProcessID} = ANY(pg_blocking_pids(pid))", token) > 0,
            TimeSpan.FromSeconds(30), "the request waits");
        await ExecuteAsync(issuer, "UPDATE idempotency_keys SET claim_id = gen_random_uuid()");
        await blocker.RollbackAsync();

        Assert.Equal(409, (await slow).Status);
        Assert.Equal(0, await CountAsync(issuer, "passes", "serial_number = 'LOST'"));
    }

    private Task<long> CountAsync(Issuer issuer, string table, string condition) =>
        fixture.Passes.ScalarAsync<long>(
            $"SELECT count(*) FROM {table} WHERE organization_id = '{issuer.OrganizationId}' AND ({condition})")!;

    // In the outbox, or already published.
    private Task<long> PublishedAsync(Issuer issuer, string passId) => fixture.Passes.ScalarAsync<long>($"""
        SELECT count(*) FROM (SELECT body, organization_id FROM outbox_messages UNION ALL SELECT body, organization_id
            FROM outbox_history) published
        WHERE organization_id = '{issuer.OrganizationId}' AND body LIKE '%{passId}%'
        """)!;

    private Task<object?> ExecuteAsync(Issuer issuer, string sql) =>
        fixture.Passes.ScalarAsync<object>($"{sql} WHERE organization_id = '{issuer.OrganizationId}'");
}
