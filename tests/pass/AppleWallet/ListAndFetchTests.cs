using System.Net;
using System.Text.Json;
using Npgsql;
using Passinstance.Passes.AppleWallet;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.Passes.Tests.AppleWallet;

[Trait("Category", "Integration")]
public sealed class ListAndFetchTests(PassFixture fixture)
{
    [Fact]
    public async Task A_tag_lists_what_changed_since_or_returns_204()
    {
        var (issuer, phone, first, second) = await TwoOnAPhoneAsync();

        var all = (await phone.ListAsync())!.Value;
        Assert.Equal([first.SerialNumber, second.SerialNumber], all.SerialNumbers.Order());
        var quiet = await QuietAsync(phone, all.Tag);
        await UpgradeAsync(issuer, second, "Platinum");
        var changed = (await phone.ListAsync(quiet))!.Value;
        Assert.Equal([second.SerialNumber], changed.SerialNumbers);
        await QuietAsync(phone, changed.Tag);
        Assert.Equal([second.SerialNumber], (await phone.ListAsync(quiet))!.Value.SerialNumbers);
        Assert.Null(await new Phone(fixture, issuer.OrganizationId).ListAsync());
    }

    [Fact]
    public async Task An_update_that_commits_late_is_listed_after_one_that_began_later_and_committed_first()
    {
        var (issuer, phone, slow, quick) = await TwoOnAPhoneAsync();
        var tag = await QuietAsync(phone, (await phone.ListAsync())!.Value.Tag);
        await using var connection = await fixture.Passes.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var update = new NpgsqlCommand(
            "UPDATE passes SET version = version + 1, last_modified = last_modified + interval '1 second' " +
            "WHERE organization_id = $1 AND serial_number = $2", connection, transaction))
        {
            update.Parameters.Add(new() { Value = issuer.OrganizationId });
            update.Parameters.Add(new() { Value = slow.SerialNumber });
            Assert.Equal(1, await update.ExecuteNonQueryAsync());
        }

        await UpgradeAsync(issuer, quick, "Platinum");
        var early = (await phone.ListAsync(tag))!.Value;
        Assert.Equal([quick.SerialNumber], early.SerialNumbers);

        await transaction.CommitAsync();

        Assert.Contains(slow.SerialNumber, (await phone.ListAsync(early.Tag))!.Value.SerialNumbers);
    }

    [Fact]
    public async Task A_pass_that_changed_between_its_download_and_its_registration_is_listed()
    {
        var (issuer, phone, first, _) = await TwoOnAPhoneAsync();
        var third = await Phone.DownloadAsync(fixture, await issuer.IssueAsync("L-late"));
        await UpgradeAsync(issuer, third, "Platinum");
        var tag = await QuietAsync(phone, (await phone.ListAsync())!.Value.Tag);
        await UpgradeAsync(issuer, first, "Platinum");

        await phone.RegisterAsync(third);

        Assert.Equal([first.SerialNumber, third.SerialNumber], (await phone.ListAsync(tag))!.Value.SerialNumbers.Order());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("-1")]
    [InlineData("99999999999999999999999")]
    [InlineData("9000000000000000000")]
    public async Task An_unknown_tag_lists_everything(string tag)
    {
        var (_, phone, _, _) = await TwoOnAPhoneAsync();

        Assert.Equal(2, (await phone.ListAsync(tag))!.Value.SerialNumbers.Count);
    }

    [Fact]
    public async Task A_fetch_returns_the_newest_version_or_304()
    {
        var (issuer, phone, card, _) = await TwoOnAPhoneAsync();

        using var first = await phone.FetchAsync(card);
        using var same = await phone.FetchAsync(card, first.Content.Headers.LastModified);
        await UpgradeAsync(issuer, card, "Platinum");
        using var second = await phone.FetchAsync(card, first.Content.Headers.LastModified);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal("application/vnd.apple.pkpass", first.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Empty(await same.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Contains("Platinum", PkpassReader.Read(await second.Content.ReadAsByteArrayAsync()).PassJson.GetRawText(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Versions_of_one_second_are_told_apart()
    {
        var (issuer, phone, card, _) = await TwoOnAPhoneAsync();

        for (var i = 0; i < 5; i++)
        {
            using var before = await phone.FetchAsync(card);
            await UpgradeAsync(issuer, card, $"Tier {i}");
            using var after = await phone.FetchAsync(card, before.Content.Headers.LastModified);
            Assert.Equal(HttpStatusCode.OK, after.StatusCode);
            Assert.True(after.Content.Headers.LastModified > before.Content.Headers.LastModified);
        }
    }

    [Fact]
    public async Task Void_and_deleted_passes_are_still_listed_and_returned_as_void()
    {
        var (issuer, phone, voided, deleted) = await TwoOnAPhoneAsync();
        var tag = (await phone.ListAsync())!.Value.Tag;

        await issuer.Passes.CallAsync(HttpMethod.Post, $"/api/v1/passes/{voided.Id}/void");
        await issuer.Passes.CallAsync(HttpMethod.Delete, $"/api/v1/passes/{deleted.Id}", null, HttpStatusCode.NoContent);

        Assert.Equal([voided.SerialNumber, deleted.SerialNumber], (await phone.ListAsync(tag))!.Value.SerialNumbers.Order());
        foreach (var card in (Card[])[voided, deleted])
        {
            using var fetched = await phone.FetchAsync(card);
            Assert.True(PkpassReader.Read(await fetched.Content.ReadAsByteArrayAsync()).PassJson.GetProperty("voided").GetBoolean());
            Assert.Equal(HttpStatusCode.OK, await phone.UnregisterAsync(card));
        }
    }

    [Fact]
    public async Task Register_list_and_fetch_read_no_rows_of_other_organizations()
    {
        await using var connection = await fixture.Passes.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, """
            INSERT INTO passes (organization_id, id, template_id, template_version, pass_type_identifier, serial_number, content,
                sealed_secret,
                version, warnings, created_at, updated_at, last_modified)
            SELECT o.id, gen_random_uuid(), gen_random_uuid(), 1, 'pass.test.members', i::text, '{}', '', 1, '[]', now(), now(), now()
            FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, 10)) o, generate_series(1, 2000) i
            """);
        await ExecuteAsync(connection,
            "INSERT INTO devices (organization_id, id, push_token) SELECT organization_id, id, id::text FROM passes");
        await ExecuteAsync(connection, """
            INSERT INTO device_registrations (organization_id, device_id, pass_type_identifier, pass_id, registered_at)
            SELECT organization_id, id, pass_type_identifier, id, now() FROM passes
            """);
        await ExecuteAsync(connection, "ANALYZE passes; ANALYZE devices; ANALYZE device_registrations");

        foreach (var sql in (string[])[DevicePassStore.FindPass, DevicePassStore.FindPassOnDevice, DevicePassStore.ListChanged])
            Assert.DoesNotContain("Seq Scan", await ExplainAsync(connection, sql), StringComparison.Ordinal);
    }

    private async Task<(Issuer Issuer, Phone Phone, Card First, Card Second)> TwoOnAPhoneAsync()
    {
        var issuer = await fixture.NewIssuerAsync();
        var phone = new Phone(fixture, issuer.OrganizationId);
        var first = await Phone.DownloadAsync(fixture, await issuer.IssueAsync("L-1"));
        var second = await Phone.DownloadAsync(fixture, await issuer.IssueAsync("L-2"));
        Assert.Equal(HttpStatusCode.Created, await phone.RegisterAsync(first));
        Assert.Equal(HttpStatusCode.Created, await phone.RegisterAsync(second));
        return (issuer, phone, first, second);
    }

    // Other tests write all the time: what an open transaction may still change is listed again until it ends. Returns the tag after which
    // nothing is listed.
    private static async Task<string> QuietAsync(Phone phone, string tag)
    {
        var last = tag;
        await Testing.Eventually.TrueAsync(async _ =>
        {
            if (await phone.ListAsync(last) is not { } again)
                return true;
            last = again.Tag;
            return false;
        }, TimeSpan.FromSeconds(20), "nothing more is listed");
        return last;
    }

    private static Task<JsonElement> UpgradeAsync(Issuer issuer, Card card, string tier) =>
        issuer.Passes.CallAsync(
            HttpMethod.Put, $"/api/v1/passes/{card.Id}", new { fields = new { tier = new { label = "Tier", value = tier } } });

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> ExplainAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand("EXPLAIN " + sql, connection);
        command.Parameters.AddWithValue("organization_id", Guid.NewGuid());
        command.Parameters.AddWithValue("pass_type", "pass.test.members");
        command.Parameters.AddWithValue("serial_number", "17");
        command.Parameters.AddWithValue("device_id", Guid.NewGuid());
        command.Parameters.AddWithValue("tag", 7L);
        var plan = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            plan.Add(reader.GetString(0));
        return string.Join('\n', plan);
    }
}
