using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Simulators.Google;
using Passinstance.Testing;

namespace Passinstance.Notifications.Tests.GoogleWallet;

public sealed class GoogleObjectTests
{
    [Fact]
    public async Task The_first_content_inserts_class_and_object_and_later_ones_send_what_differs()
    {
        await using var system = await GoogleSystem.StartAsync();
        var pass = Guid.CreateVersion7();

        await system.ChangeAsync(pass);
        await system.NothingWaitsAsync();
        Assert.Equal(["POST genericClass 200"], system.ClassCalls);
        Assert.Equal("Value 1", system.Show(pass));

        await system.ChangeAsync(pass, version: 2);
        await system.NothingWaitsAsync();
        // The same again: nothing differs, nothing is sent.
        await system.ChangeAsync(pass, version: 3, change: content => content with { Object = Replace(content.Object, "Value 3", "Value 2") });
        await system.NothingWaitsAsync();

        Assert.Equal(["POST genericObject 200", "PATCH genericObject 200"], system.CallsOf(pass));
        Assert.Equal("""{"header":{"defaultValue":{"value":"Value 2"}}}""", system.Google.Calls[^1].Body!.ToJsonString());
        Assert.Single(system.ClassCalls);
        Assert.Equal(1, system.Google.TokensGiven);
    }

    [Fact]
    public async Task It_is_told_once_that_Google_has_an_object()
    {
        await using var system = await GoogleSystem.StartAsync();
        var pass = Guid.CreateVersion7();
        await system.ChangeAsync(pass);
        await system.NothingWaitsAsync();
        await system.ChangeAsync(pass, version: 2);
        await system.NothingWaitsAsync();

        Assert.Equal(1, await system.Service.ScalarAsync<long>(
            "SELECT count(*) FROM (SELECT id, type FROM outbox_messages UNION SELECT id, type FROM outbox_history) m WHERE type = 'V1.GoogleObjectStored'"));
    }

    [Fact]
    public async Task What_is_there_already_is_replaced_and_what_is_gone_is_inserted()
    {
        await using var system = await GoogleSystem.StartAsync();
        var pass = Guid.CreateVersion7();
        // As after a database was restored: Google has both.
        await system.ChangeAsync(pass);
        await system.NothingWaitsAsync();
        await system.Service.ScalarAsync<object>("DELETE FROM google_objects; DELETE FROM google_classes");

        await system.ChangeAsync(pass, version: 2);
        await system.NothingWaitsAsync();
        Assert.Equal(["POST genericClass 200", "POST genericClass 409", "PUT genericClass 200"], system.ClassCalls);
        Assert.Equal(["POST genericObject 200", "POST genericObject 409", "PUT genericObject 200"], system.CallsOf(pass));
        Assert.Equal("Value 2", system.Show(pass));

        // A pass that a holder has saved is looked for first.
        var saved = Guid.CreateVersion7();
        await system.ChangeAsync(saved, change: content => content with { IsSaved = true });
        await system.NothingWaitsAsync();
        Assert.Equal(["PUT genericObject 404", "POST genericObject 200"], system.CallsOf(saved));
    }

    [Fact]
    public async Task A_class_that_changed_is_replaced_before_the_objects_and_passes_of_an_older_version_do_not_take_it_back()
    {
        await using var system = await GoogleSystem.StartAsync();
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await system.ChangeAsync(first);
        await system.NothingWaitsAsync();

        await system.ChangeAsync(first, 2, content => NewClass(content, system, 2));
        await system.NothingWaitsAsync();
        await system.ChangeAsync(second);
        await system.NothingWaitsAsync();

        Assert.Equal(["POST genericClass 200", "PUT genericClass 200"], system.ClassCalls);
        Assert.Equal("https://example.com/new", (string?)system.Google.FindClass("genericClass", system.ClassId)!["linksModuleData"]!["uris"]![0]!["uri"]);
    }

    [Fact]
    public async Task Of_many_changes_while_Google_is_slow_only_the_newest_is_sent()
    {
        await using var system = await GoogleSystem.StartAsync();
        var pass = Guid.CreateVersion7();
        await system.ChangeAsync(pass);
        await system.NothingWaitsAsync();
        var answer = new TaskCompletionSource();
        system.Google.AnswerNext(new GoogleScript { Until = answer.Task });
        await system.ChangeAsync(pass, 2);
        await Eventually.TrueAsync(
            async token => await system.Service.ScalarAsync<long>("SELECT count(*) FROM google_objects WHERE claim_id IS NOT NULL", token) == 1, GoogleSystem.Deadline, "the change is under way");

        foreach (var version in (int[])[3, 5, 4])
            await system.ChangeAsync(pass, version);
        answer.SetResult();
        await Eventually.TrueAsync(() => system.Show(pass) == "Value 5", GoogleSystem.Deadline, "the newest is there");
        await system.NothingWaitsAsync();

        Assert.DoesNotContain(system.Google.Calls, call => call.Body?.ToJsonString().Contains("Value 4", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_deleted_pass_takes_the_place_of_all_that_was_there()
    {
        await using var system = await GoogleSystem.StartAsync();
        var pass = Guid.CreateVersion7();
        await system.ChangeAsync(pass, change: content => system.Loyalty(pass, "100", content));
        await system.NothingWaitsAsync();

        await system.ChangeAsync(pass, 2, content => system.Loyalty(pass, "100", content) with
        {
            IsDeleted = true, Object = JsonSerializer.SerializeToElement(new { id = system.ObjectId(pass), classId = system.ClassId, state = "INACTIVE" }),
        });
        await system.NothingWaitsAsync();

        Assert.Equal(["POST loyaltyObject 200", "PUT loyaltyObject 200"], system.CallsOf(pass));
        var left = system.Google.FindObject(system.ObjectId(pass))!;
        Assert.Equal(("INACTIVE", false), ((string?)left["state"], left.ContainsKey("loyaltyPoints")));
    }

    [Fact]
    public async Task What_Google_refuses_is_set_aside_with_its_reason_until_it_changes()
    {
        await using var system = await GoogleSystem.StartAsync();
        var (bad, good) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await system.ChangeAsync(bad, change: content => content with { Object = JsonSerializer.SerializeToElement(new { id = system.ObjectId(bad), classId = system.ClassId, colour = "red" }) });
        await system.ChangeAsync(good);
        await system.NothingWaitsAsync();

        Assert.Equal("Value 1", system.Show(good));
        Assert.Equal(["POST genericObject 400"], system.CallsOf(bad));
        Assert.Contains("colour", await system.Service.ScalarAsync<string>("SELECT failure FROM google_objects WHERE failure IS NOT NULL"), StringComparison.Ordinal);

        await system.ChangeAsync(bad, 2);
        await system.NothingWaitsAsync();
        Assert.Equal("Value 2", system.Show(bad));
    }

    [Fact]
    public async Task A_class_that_Google_refuses_sets_its_objects_aside_and_is_not_sent_again_until_it_changes()
    {
        await using var system = await GoogleSystem.StartAsync();
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        GoogleContent Draft(GoogleContent content) => content with { Class = JsonSerializer.SerializeToElement(new { id = system.ClassId, colour = "red" }) };
        await system.ChangeAsync(first, change: Draft);
        await system.NothingWaitsAsync();
        await system.ChangeAsync(second, change: Draft);
        await system.NothingWaitsAsync();
        Assert.Equal(["POST genericClass 400"], system.ClassCalls);
        Assert.Equal(2, await system.Service.ScalarAsync<long>("SELECT count(*) FROM google_objects WHERE failure LIKE 'class: %'"));

        await system.ChangeAsync(first, 2);
        await system.NothingWaitsAsync();
        Assert.Equal("Value 2", system.Show(first));
    }

    private static GoogleContent NewClass(GoogleContent content, GoogleSystem system, int version) => content with
    {
        ClassVersion = version, Class = JsonSerializer.SerializeToElement(new { id = system.ClassId, linksModuleData = new { uris = new[] { new { uri = "https://example.com/new" } } } }),
    };

    private static JsonElement Replace(JsonElement json, string old, string now) => JsonElement.Parse(json.GetRawText().Replace(old, now, StringComparison.Ordinal));
}
