using System.Net;
using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Simulators.Google;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Notifications.Tests.GoogleWallet;

public sealed class GoogleNoticeTests
{
    [Fact]
    public async Task The_holder_is_told_of_three_changes_a_day_and_later_ones_are_silent()
    {
        await using var system = await GoogleSystem.StartAsync();
        var pass = Guid.CreateVersion7();
        for (var version = 1; version <= 6; version++)
        {
            await system.ChangeAsync(pass, version, content => system.Loyalty(pass, $"{version * 100}", content));
            await system.NothingWaitsAsync();
        }

        Assert.Equal(3, system.Google.Notices.Count);
        Assert.All(system.Google.Calls, call => Assert.Equal(200, call.Status));
        Assert.Equal(["NOTIFY_ON_UPDATE", "NOTIFY_ON_UPDATE", "NOTIFY_ON_UPDATE", null, null], system.Google.Calls.Where(call => call.Method == "PATCH").Select(call => (string?)call.Body!["notifyPreference"]));
        Assert.Equal("600", (string?)system.Google.FindObject(system.ObjectId(pass))!["loyaltyPoints"]!["balance"]!["string"]);
    }

    [Fact]
    public async Task The_fourth_message_of_a_day_is_shown_in_the_pass_and_says_that_it_was_silent()
    {
        await using var system = await GoogleSystem.StartAsync();
        var pass = Guid.CreateVersion7();
        await system.ChangeAsync(pass);
        await system.NothingWaitsAsync();

        var outcomes = new List<string>();
        for (var i = 1; i <= 4; i++)
            outcomes.Add(await system.OutcomeOfAsync(await system.MessageAsync(pass, "Hello", $"Message {i}")));

        Assert.Equal(["accepted", "accepted", "accepted", "silent"], outcomes);
        Assert.Equal(3, system.Google.Notices.Count);
        Assert.Equal(["Message 1", "Message 2", "Message 3", "Message 4"], system.Google.FindObject(system.ObjectId(pass))!["messages"]!.AsArray().Select(message => (string?)message!["body"]));
        Assert.Equal(0, await system.Service.ScalarAsync<long>("SELECT count(*) FROM google_messages WHERE body <> ''"));
    }

    [Fact]
    public async Task A_push_notification_counts_what_Google_made_of_its_messages()
    {
        await using var system = await GoogleSystem.StartAsync();
        var api = system.Service.ClientOf(system.OrganizationId);
        var passes = Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var pass in passes)
            await system.ChangeAsync(pass);
        await system.NothingWaitsAsync();
        for (var i = 0; i < 3; i++)
            Assert.Equal("accepted", await system.OutcomeOfAsync(await system.MessageAsync(passes[0], "Hello", $"Message {i}")));
        var sent = await api.CallAsync(HttpMethod.Post, "/api/v1/push-notifications", new { target = new { all = true }, title = "News", message = "Hello" }, HttpStatusCode.Accepted);
        Assert.True(TypeId.TryParse(IdPrefixes.Notification, sent.Text("id"), out var notification));

        await system.MessageAsync(passes[0], "News", "Hello", notification);
        await system.MessageAsync(passes[1], "News", "Hello", notification);
        // Google has it so that it can be saved; nobody has.
        await system.ChangeAsync(passes[2], also: changed => changed with { NotificationId = notification, Message = new HolderMessage { Header = "News", Body = "Hello" } });
        await system.SayAsync(new PushNotificationTargeted
        {
            EventId = Guid.CreateVersion7(), OrganizationId = system.OrganizationId, NotificationId = notification, OccurredAt = DateTimeOffset.UtcNow, Total = 3, Targeted = 3,
        });

        var ended = await Eventually.ValueAsync(
            async token => await api.CallAsync(HttpMethod.Get, $"/api/v1/push-notifications/{sent.Text("id")}", cancellationToken: token) is var read && read.Text("status") == "completed"
                ? read.GetProperty("counts").GetRawText() : null, GoogleSystem.Deadline, "the notification ends");
        var counts = JsonElement.Parse(ended);
        Assert.Equal("""{"pushed":2,"accepted":1,"rejected":0,"silent":1}""", counts.GetProperty("google").GetRawText());
        Assert.Equal((2, 1), (counts.GetProperty("pushed").GetInt32(), counts.GetProperty("withoutDevice").GetInt32()));
    }

    [Fact]
    public async Task When_others_have_told_the_holder_too_often_it_is_sent_again_without_telling()
    {
        await using var system = await GoogleSystem.StartAsync();
        var pass = Guid.CreateVersion7();
        await system.ChangeAsync(pass);
        await system.NothingWaitsAsync();
        system.Google.AnswerNext(GoogleScript.Of(429, "QuotaExceededException"));

        Assert.Equal("silent", await system.OutcomeOfAsync(await system.MessageAsync(pass, "Hello", "Text")));
        Assert.Empty(system.Google.Notices);
        Assert.Equal("TEXT", (string?)system.Google.FindObject(system.ObjectId(pass))!["messages"]![0]!["messageType"]);
    }

    [Fact]
    public async Task A_message_to_a_pass_that_Google_refuses_is_rejected_with_the_reason()
    {
        await using var system = await GoogleSystem.StartAsync();
        var pass = Guid.CreateVersion7();
        await system.ChangeAsync(pass);
        await system.NothingWaitsAsync();
        system.Google.AnswerNext(GoogleScript.Of(400, "too_long"));

        Assert.Equal("rejected", await system.OutcomeOfAsync(await system.MessageAsync(pass, "Hello", "Text")));
        Assert.Equal("400 too_long", await system.Service.ScalarAsync<string>("SELECT reason FROM google_messages"));
    }
}
