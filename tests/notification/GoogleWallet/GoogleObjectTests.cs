using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Notifications.Tests.Fixtures;
using Passinstance.Simulators.Google;
using Passinstance.Testing;

namespace Passinstance.Notifications.Tests.GoogleWallet;

[Trait("Category", "Integration")]
public sealed class GoogleObjectTests(NotificationFixture fixture) : IClassFixture<NotificationFixture>
{
    [Fact]
    public async Task The_first_content_inserts_class_and_object_and_later_ones_send_what_differs()
    {
        var tenant = await fixture.NewGoogleTenantAsync();
        var pass = Guid.CreateVersion7();

        await tenant.ChangeAsync(pass);
        await tenant.NothingWaitsAsync();
        Assert.Equal(["POST genericClass 200"], tenant.ClassCalls);
        Assert.Equal("Value 1", tenant.Show(pass));

        await tenant.ChangeAsync(pass, version: 2);
        await tenant.NothingWaitsAsync();
        // The same again: nothing differs, nothing is sent.
        await tenant.ChangeAsync(
            pass, version: 3, change: content => content with { Object = Replace(content.Object, "Value 3", "Value 2") });
        await tenant.NothingWaitsAsync();

        Assert.Equal(["POST genericObject 200", "PATCH genericObject 200"], tenant.CallsOf(pass));
        Assert.Equal("""{"header":{"defaultValue":{"value":"Value 2"}}}""", tenant.Calls[^1].Body!.ToJsonString());
        Assert.Single(tenant.ClassCalls);
        Assert.Equal(1, tenant.TokensGiven);
    }

    [Fact]
    public async Task It_is_published_once_that_Google_has_an_object()
    {
        var tenant = await fixture.NewGoogleTenantAsync();
        var pass = Guid.CreateVersion7();
        await tenant.ChangeAsync(pass);
        await tenant.NothingWaitsAsync();
        await tenant.ChangeAsync(pass, version: 2);
        await tenant.NothingWaitsAsync();

        Assert.Equal(1, await tenant.Service.ScalarAsync<long>(
            "SELECT count(*) FROM (SELECT id, type FROM outbox_messages UNION SELECT id, type FROM outbox_history) m " +
            "WHERE type = 'V1.GoogleObjectStored'"));
    }

    [Fact]
    public async Task What_is_there_already_is_replaced_and_what_is_gone_is_inserted()
    {
        var tenant = await fixture.NewGoogleTenantAsync();
        var pass = Guid.CreateVersion7();
        // As after a database was restored: Google has both.
        await tenant.ChangeAsync(pass);
        await tenant.NothingWaitsAsync();
        await tenant.Service.ScalarAsync<object>("DELETE FROM google_objects; DELETE FROM google_classes");

        await tenant.ChangeAsync(pass, version: 2);
        await tenant.NothingWaitsAsync();
        Assert.Equal(["POST genericClass 200", "POST genericClass 409", "PUT genericClass 200"], tenant.ClassCalls);
        Assert.Equal(["POST genericObject 200", "POST genericObject 409", "PUT genericObject 200"], tenant.CallsOf(pass));
        Assert.Equal("Value 2", tenant.Show(pass));

        // A pass that a holder has saved is looked for first.
        var saved = Guid.CreateVersion7();
        await tenant.ChangeAsync(saved, change: content => content with { IsSaved = true });
        await tenant.NothingWaitsAsync();
        Assert.Equal(["PUT genericObject 404", "POST genericObject 200"], tenant.CallsOf(saved));
    }

    [Fact]
    public async Task A_class_that_changed_is_replaced_before_the_objects_and_passes_of_an_older_version_do_not_take_it_back()
    {
        var tenant = await fixture.NewGoogleTenantAsync();
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await tenant.ChangeAsync(first);
        await tenant.NothingWaitsAsync();

        await tenant.ChangeAsync(first, 2, content => NewClass(content, tenant, 2));
        await tenant.NothingWaitsAsync();
        await tenant.ChangeAsync(second);
        await tenant.NothingWaitsAsync();

        Assert.Equal(["POST genericClass 200", "PUT genericClass 200"], tenant.ClassCalls);
        Assert.Equal(
            "https://example.com/new",
            (string?)tenant.Google.FindClass("genericClass", tenant.ClassId)!["linksModuleData"]!["uris"]![0]!["uri"]);
    }

    [Fact]
    public async Task Of_many_changes_while_Google_is_slow_only_the_newest_is_sent()
    {
        var tenant = await fixture.NewGoogleTenantAsync();
        var pass = Guid.CreateVersion7();
        await tenant.ChangeAsync(pass);
        await tenant.NothingWaitsAsync();
        var answer = new TaskCompletionSource();
        tenant.Google.AnswerNext(new GoogleScript { Until = answer.Task });
        await tenant.ChangeAsync(pass, 2);
        await Eventually.TrueAsync(
            async token =>
                await tenant.Service.ScalarAsync<long>(
                    "SELECT count(*) FROM google_objects WHERE claim_id IS NOT NULL",
                    token) == 1, NotificationFixture.Deadline, "the change is in progress");

        foreach (var version in (int[])[3, 5, 4])
            await tenant.ChangeAsync(pass, version);
        answer.SetResult();
        await Eventually.TrueAsync(() => tenant.Show(pass) == "Value 5", NotificationFixture.Deadline, "the newest is there");
        await tenant.NothingWaitsAsync();

        Assert.DoesNotContain(tenant.Calls, call => call.Body?.ToJsonString().Contains("Value 4", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_deleted_pass_takes_the_place_of_all_that_was_there()
    {
        var tenant = await fixture.NewGoogleTenantAsync();
        var pass = Guid.CreateVersion7();
        await tenant.ChangeAsync(pass, change: content => tenant.Loyalty(pass, "100", content));
        await tenant.NothingWaitsAsync();

        await tenant.ChangeAsync(pass, 2, content => tenant.Loyalty(pass, "100", content) with
        {
            IsDeleted = true,
            Object = JsonSerializer.SerializeToElement(
                new { id = tenant.ObjectId(pass), classId = tenant.ClassId, state = "INACTIVE" }),
        });
        await tenant.NothingWaitsAsync();

        Assert.Equal(["POST loyaltyObject 200", "PUT loyaltyObject 200"], tenant.CallsOf(pass));
        var left = tenant.Google.FindObject(tenant.ObjectId(pass))!;
        Assert.Equal(("INACTIVE", false), ((string?)left["state"], left.ContainsKey("loyaltyPoints")));
    }

    [Fact]
    public async Task What_Google_rejects_is_kept_back_with_its_reason_until_it_changes()
    {
        var tenant = await fixture.NewGoogleTenantAsync();
        var (bad, good) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await tenant.ChangeAsync(
            bad,
            change: content =>
                content with
                {
                    Object = JsonSerializer.SerializeToElement(
                    new { id = tenant.ObjectId(bad), classId = tenant.ClassId, shade = "red" })
                });
        await tenant.ChangeAsync(good);
        await tenant.NothingWaitsAsync();

        Assert.Equal("Value 1", tenant.Show(good));
        Assert.Equal(["POST genericObject 400"], tenant.CallsOf(bad));
        Assert.Contains(
            "shade", await tenant.Service.ScalarAsync<string>("SELECT failure FROM google_objects WHERE failure IS NOT NULL"),
            StringComparison.Ordinal);

        await tenant.ChangeAsync(bad, 2);
        await tenant.NothingWaitsAsync();
        Assert.Equal("Value 2", tenant.Show(bad));
    }

    [Fact]
    public async Task A_class_that_Google_rejects_keeps_its_objects_back_and_is_not_sent_again_until_it_changes()
    {
        var tenant = await fixture.NewGoogleTenantAsync();
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        GoogleContent Draft(GoogleContent content) =>
            content with { Class = JsonSerializer.SerializeToElement(new { id = tenant.ClassId, shade = "red" }) };
        await tenant.ChangeAsync(first, change: Draft);
        await tenant.NothingWaitsAsync();
        await tenant.ChangeAsync(second, change: Draft);
        await tenant.NothingWaitsAsync();
        Assert.Equal(["POST genericClass 400"], tenant.ClassCalls);
        Assert.Equal(2, await tenant.Service.ScalarAsync<long>("SELECT count(*) FROM google_objects WHERE failure LIKE 'class: %'"));

        await tenant.ChangeAsync(first, 2);
        await tenant.NothingWaitsAsync();
        Assert.Equal("Value 2", tenant.Show(first));
    }

    private static GoogleContent NewClass(GoogleContent content, GoogleTenant tenant, int version) => content with
    {
        ClassVersion = version,
        Class = JsonSerializer.SerializeToElement(
            new { id = tenant.ClassId, linksModuleData = new { uris = new[] { new { uri = "https://example.com/new" } } } }),
    };

    private static JsonElement Replace(JsonElement json, string old, string now) =>
        JsonElement.Parse(json.GetRawText().Replace(old, now, StringComparison.Ordinal));
}
