using System.Net;
using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Notifications.Tests.Fixtures;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Simulators.Google;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Notifications.Tests.GoogleWallet;

[Trait("Category", "Integration")]
public sealed class GoogleNoticeTests(NotificationFixture fixture) : IClassFixture<NotificationFixture>
{
    [Fact]
    public async Task The_holder_is_notified_of_three_changes_a_day_and_later_ones_are_silent()
    {
        var tenant = await fixture.NewGoogleTenantAsync();
        var pass = Guid.CreateVersion7();
        for (var version = 1; version <= 6; version++)
        {
            await tenant.ChangeAsync(pass, version, content => tenant.Loyalty(pass, $"{version * 100}", content));
            await tenant.NothingWaitsAsync();
        }

        Assert.Equal(3, tenant.Notices.Count);
        Assert.All(tenant.Calls, call => Assert.Equal(200, call.Status));
        Assert.Equal(
            ["NOTIFY_ON_UPDATE", "NOTIFY_ON_UPDATE", "NOTIFY_ON_UPDATE", null, null],
            tenant.Calls.Where(call => call.Method == "PATCH").Select(call => (string?)call.Body!["notifyPreference"]));
        Assert.Equal("600", (string?)tenant.Google.FindObject(tenant.ObjectId(pass))!["loyaltyPoints"]!["balance"]!["string"]);
    }

    [Fact]
    public async Task The_fourth_message_of_a_day_is_shown_in_the_pass_and_counted_as_silent()
    {
        var tenant = await fixture.NewGoogleTenantAsync();
        var pass = Guid.CreateVersion7();
        await tenant.ChangeAsync(pass);
        await tenant.NothingWaitsAsync();

        var outcomes = new List<string>();
        for (var i = 1; i <= 4; i++)
            outcomes.Add(await tenant.OutcomeOfAsync(await tenant.MessageAsync(pass, "Hello", $"Message {i}")));

        Assert.Equal(["accepted", "accepted", "accepted", "silent"], outcomes);
        Assert.Equal(3, tenant.Notices.Count);
        Assert.Equal(
            ["Message 1", "Message 2", "Message 3", "Message 4"],
            tenant.Google.FindObject(tenant.ObjectId(pass))!["messages"]!.AsArray().Select(message => (string?)message!["body"]));
        Assert.Equal(0, await tenant.Service.ScalarAsync<long>("SELECT count(*) FROM google_messages WHERE body <> ''"));
    }

    [Fact]
    public async Task A_push_notification_counts_what_Google_made_of_its_messages()
    {
        var tenant = await fixture.NewGoogleTenantAsync();
        var api = tenant.Service.ClientOf(tenant.OrganizationId);
        var passes = Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var pass in passes)
            await tenant.ChangeAsync(pass);
        await tenant.NothingWaitsAsync();
        for (var i = 0; i < 3; i++)
            Assert.Equal("accepted", await tenant.OutcomeOfAsync(await tenant.MessageAsync(passes[0], "Hello", $"Message {i}")));
        var sent = await api.CallAsync(
            HttpMethod.Post, "/api/v1/push-notifications", new { target = new { all = true }, title = "News", message = "Hello" },
            HttpStatusCode.Accepted);
        Assert.True(TypeId.TryParse(IdPrefixes.Notification, sent.Text("id"), out var notification));

        await tenant.MessageAsync(passes[0], "News", "Hello", notification);
        await tenant.MessageAsync(passes[1], "News", "Hello", notification);
        // Google has it so that it can be saved; no holder has saved it.
        await tenant.ChangeAsync(
            passes[2],
            also: changed =>
                changed with { NotificationId = notification, Message = new HolderMessage { Header = "News", Body = "Hello" } });
        await tenant.PublishAsync(new PushNotificationTargeted
        {
            EventId = Guid.CreateVersion7(),
            OrganizationId = tenant.OrganizationId,
            NotificationId = notification,
            OccurredAt = DateTimeOffset.UtcNow,
            Total = 3,
            Targeted = 3,
        });

        var ended = await Eventually.ValueAsync(
            async token =>
                await api.CallAsync(
                    HttpMethod.Get, $"/api/v1/push-notifications/{sent.Text("id")}", cancellationToken: token) is var read &&
                    read.Text("status") == "completed"
                ? read.GetProperty("counts").GetRawText() : null, NotificationFixture.Deadline, "the notification ends");
        var counts = JsonElement.Parse(ended);
        Assert.Equal("""{"pushed":2,"accepted":1,"rejected":0,"silent":1}""", counts.GetProperty("google").GetRawText());
        Assert.Equal((2, 1), (counts.GetProperty("pushed").GetInt32(), counts.GetProperty("withoutDevice").GetInt32()));
    }

    [Fact]
    public async Task When_others_have_notified_the_holder_too_often_it_is_sent_again_without_a_notification()
    {
        var tenant = await fixture.NewGoogleTenantAsync();
        var pass = Guid.CreateVersion7();
        await tenant.ChangeAsync(pass);
        await tenant.NothingWaitsAsync();
        tenant.Google.AnswerNext(GoogleScript.Of(429, "QuotaExceededException"));

        Assert.Equal("silent", await tenant.OutcomeOfAsync(await tenant.MessageAsync(pass, "Hello", "Text")));
        Assert.Empty(tenant.Notices);
        Assert.Equal("TEXT", (string?)tenant.Google.FindObject(tenant.ObjectId(pass))!["messages"]![0]!["messageType"]);
    }

    [Fact]
    public async Task A_message_to_a_pass_that_Google_rejects_is_rejected_with_the_reason()
    {
        var tenant = await fixture.NewGoogleTenantAsync();
        var pass = Guid.CreateVersion7();
        await tenant.ChangeAsync(pass);
        await tenant.NothingWaitsAsync();
        tenant.Google.AnswerNext(GoogleScript.Of(400, "too_long"));

        Assert.Equal("rejected", await tenant.OutcomeOfAsync(await tenant.MessageAsync(pass, "Hello", "Text")));
        Assert.Equal("400 too_long", await tenant.Service.ScalarAsync<string>("SELECT reason FROM google_messages"));
    }
}
