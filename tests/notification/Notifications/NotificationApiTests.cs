using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Passinstance.Notifications.Tests.Apns;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Notifications.Tests.Notifications;

public sealed class NotificationApiTests
{
    [Fact]
    public async Task A_notification_is_taken_in_and_asked_of_the_passes()
    {
        await using var system = await PushSystem.StartAsync();
        var template = Guid.CreateVersion7();
        using var content = JsonContent.Create(new
        {
            target = new { templateId = TypeId.Format(IdPrefixes.Template, template) }, filter = new { status = "active", createdAfter = "2026-11-01T00:00:00Z" }, title = "News", message = "Hello {memberName}", language = "en",
            localized = new { fr = new { title = "Nouvelles", message = "Bonjour {memberName}" } },
        });

        using var response = await system.Api.PostAsync(NotificationCalls.Path, content);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var answer = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal($"{NotificationCalls.Path}/{answer.Text("id")}", response.Headers.Location?.ToString());
        Assert.Equal(("sending", 0), (answer.Text("status"), answer.GetProperty("progress").GetInt32()));
        Assert.Equal(answer.GetRawText(), (await system.ReadAsync(answer)).GetRawText());
        var said = Assert.Single(await system.SaidAsync("PushNotificationRequested"));
        Assert.Equal((template, "active"), (said.GetProperty("target").GetProperty("templateId").GetGuid(), said.GetProperty("target").Text("status")));
        Assert.Equal("Hello {memberName}", said.GetProperty("message").Text("body"));
        Assert.Equal("en", said.GetProperty("message").Text("language"));
        Assert.Equal("Nouvelles", said.GetProperty("message").GetProperty("translations").GetProperty("fr").Text("header"));
    }

    [Theory]
    [InlineData("""{ "target": { "all": true }, "message": "Hello" }""", "/title")]
    [InlineData("""{ "target": { "all": true }, "title": " ", "message": "Hello {memberName" }""", "/title /message")]
    [InlineData("""{ "title": "News", "message": "Hello" }""", "/target")]
    [InlineData("""{ "target": {}, "title": "News", "message": "Hello" }""", "/target")]
    [InlineData("""{ "target": { "all": false }, "title": "News", "message": "Hello" }""", "/target")]
    [InlineData("""{ "target": { "all": true, "passIds": [] }, "title": "News", "message": "Hello" }""", "/target /target/passIds")]
    [InlineData("""{ "target": { "passIds": ["pas_x"] }, "title": "News", "message": "Hello" }""", "/target/passIds/0")]
    [InlineData("""{ "target": { "templateId": "x" }, "title": "News", "message": "Hello" }""", "/target/templateId")]
    [InlineData("""{ "target": { "bundleId": "x" }, "title": "News", "message": "Hello" }""", "/target/bundleId")]
    [InlineData("""{ "target": { "all": true }, "filter": { "status": "voided" }, "title": "News", "message": "Hello" }""", "/filter/status")]
    [InlineData("""{ "target": { "all": true }, "title": "News", "message": "Hello", "localized": { "french!": { "title": "}", "message": "Bonjour" } } }""", "/localized/french! /localized/french!/title")]
    [InlineData("""{ "target": { "all": true }, "title": "News", "message": "Hello", "language": "English!", "localized": { "fr": null } }""", "/language /localized/fr")]
    [InlineData("""{ "target": { "all": true }, "title": "News", "message": "Hello", "sendAt": "2020-01-01T00:00:00Z" }""", "/sendAt")]
    [InlineData("""{ "target": { "all": true }, "title": "News", "message": "Hello", "sendAt": "2099-01-01T00:00:00Z" }""", "/sendAt")]
    [InlineData("""{ "target": { "all": true }, "title": "News", "message": "Hello", "colour": "red" }""", "/colour")]
    public async Task A_form_that_cannot_be_sent_is_refused_at_once_and_nothing_is_stored(string body, string pointers)
    {
        await using var system = await PushSystem.StartAsync();

        var problem = await system.Api.CallAsync(HttpMethod.Post, NotificationCalls.Path, body, HttpStatusCode.UnprocessableEntity);

        Assert.Equal(pointers.Split(' '), problem.Pointers());
        Assert.Equal(0, (await system.Api.CallAsync(HttpMethod.Get, NotificationCalls.Path)).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task A_long_text_and_too_many_passes_are_refused()
    {
        await using var system = await PushSystem.StartAsync();
        var passes = Enumerable.Range(0, 1001).Select(_ => TypeId.Format(IdPrefixes.Pass, Guid.CreateVersion7()));

        var problem = await system.Api.CallAsync(
            HttpMethod.Post, NotificationCalls.Path, new { target = new { passIds = passes }, title = new string('a', 101), message = new string('a', 1001) }, HttpStatusCode.UnprocessableEntity);

        Assert.Equal(["/target/passIds", "/title", "/message"], problem.Pointers());
    }

    [Fact]
    public async Task A_scheduled_one_is_sent_at_its_time_and_not_before()
    {
        await using var system = await PushSystem.StartAsync();

        var later = await system.SendAsync(NotificationCalls.Body(sendAt: DateTimeOffset.UtcNow.AddHours(1).ToString("O")));
        var soon = await system.SendAsync(NotificationCalls.Body(sendAt: DateTimeOffset.UtcNow.AddSeconds(5).ToString("O")));

        Assert.Equal(("scheduled", "scheduled"), (later.Text("status"), soon.Text("status")));
        await Eventually.TrueAsync(async _ => (await system.ReadAsync(soon)).Text("status") == "sending", PushSystem.Deadline, "its time has come");
        var read = await system.ReadAsync(soon);
        Assert.True(read.GetProperty("startedAt").GetDateTimeOffset() >= read.GetProperty("sendAt").GetDateTimeOffset().AddSeconds(-1));
        Assert.Single(await system.SaidAsync("PushNotificationRequested"));
        Assert.Equal("scheduled", (await system.ReadAsync(later)).Text("status"));
    }

    [Fact]
    public async Task A_scheduled_one_that_is_cancelled_is_never_sent_and_ends_at_once()
    {
        await using var system = await PushSystem.StartAsync();
        var notification = await system.SendAsync(NotificationCalls.Body(sendAt: DateTimeOffset.UtcNow.AddHours(1).ToString("O")));

        var cancelled = await system.CancelAsync(notification);
        var again = await system.CancelAsync(notification);

        Assert.Equal("cancelled", cancelled.Text("status"));
        Assert.Equal(cancelled.GetRawText(), again.GetRawText());
        Assert.Equal(cancelled.GetRawText(), (await system.ReadAsync(notification)).GetRawText());
        Assert.Equal("cancelled", Assert.Single(await system.SaidAsync("PushNotificationCompleted")).GetProperty("resource").Text("status"));
        Assert.Empty(await system.SaidAsync("PushNotificationRequested"));
        Assert.Empty(await system.SaidAsync("PushNotificationCancelled"));
    }

    [Fact]
    public async Task One_on_its_way_that_is_cancelled_counts_what_it_came_to()
    {
        await using var system = await PushSystem.StartAsync();
        var notification = await system.SendAsync();
        var pass = Guid.CreateVersion7();
        await system.RegisterAsync(pass);
        await system.TargetAsync(notification, 100, null);
        await system.TellAsync(notification, pass);

        Assert.Equal("cancelled", (await system.CancelAsync(notification)).Text("status"));
        await system.CancelAsync(notification);
        Assert.Single(await system.SaidAsync("PushNotificationCancelled"));
        await system.TargetAsync(notification, 100, 1);

        var ended = await system.EndedAsync(notification);
        Assert.Equal(("cancelled", 1, 1), (ended.Text("status"), ended.Count("targeted"), ended.Count("accepted")));
        Assert.Equal(ended.GetRawText(), Assert.Single(await system.SaidAsync("PushNotificationCompleted")).GetProperty("resource").GetRawText());
    }

    [Fact]
    public async Task One_that_has_ended_cannot_be_cancelled()
    {
        await using var system = await PushSystem.StartAsync();
        var notification = await system.SendAsync();
        await system.TargetAsync(notification, 0, 0, reason: "unknown_template");

        var ended = await system.EndedAsync(notification);

        Assert.Equal(("failed", "unknown_template"), (ended.Text("status"), ended.Text("reason")));
        Assert.Equal("notification_ended", (await system.CancelAsync(notification, HttpStatusCode.Conflict)).Text("code"));
    }

    [Fact]
    public async Task A_repeated_request_with_the_same_key_sends_once()
    {
        await using var system = await PushSystem.StartAsync();
        var api = system.Api;
        api.DefaultRequestHeaders.Add("Idempotency-Key", "once");

        var first = await api.CallAsync(HttpMethod.Post, NotificationCalls.Path, NotificationCalls.Body(), HttpStatusCode.Accepted);
        var second = await api.CallAsync(HttpMethod.Post, NotificationCalls.Path, NotificationCalls.Body(), HttpStatusCode.Accepted);

        Assert.Equal(first.GetRawText(), second.GetRawText());
        Assert.Single(await system.SaidAsync("PushNotificationRequested"));
    }

    [Fact]
    public async Task The_list_is_newest_first_and_only_ones_own()
    {
        await using var system = await PushSystem.StartAsync();
        var first = await system.SendAsync();
        var second = await system.SendAsync(NotificationCalls.Body(sendAt: DateTimeOffset.UtcNow.AddHours(1).ToString("O")));

        var page = await system.Api.CallAsync(HttpMethod.Get, $"{NotificationCalls.Path}?limit=1");
        var next = await system.Api.CallAsync(HttpMethod.Get, $"{NotificationCalls.Path}?limit=1&cursor={page.Text("nextCursor")}");
        var scheduled = await system.Api.CallAsync(HttpMethod.Get, $"{NotificationCalls.Path}?status=scheduled");

        Assert.Equal([second.Text("id")], Ids(page));
        Assert.Equal([first.Text("id")], Ids(next));
        Assert.False(next.GetProperty("hasMore").GetBoolean());
        Assert.Equal([second.Text("id")], Ids(scheduled));
        await system.Api.CallAsync(HttpMethod.Get, $"{NotificationCalls.Path}?status=late", null, HttpStatusCode.UnprocessableEntity);
        var stranger = system.Service.ClientOf(Guid.CreateVersion7());
        Assert.Empty(Ids(await stranger.CallAsync(HttpMethod.Get, NotificationCalls.Path)));
        await stranger.CallAsync(HttpMethod.Get, $"{NotificationCalls.Path}/{first.Text("id")}", null, HttpStatusCode.NotFound);
        await stranger.CallAsync(HttpMethod.Post, $"{NotificationCalls.Path}/{second.Text("id")}/cancel", null, HttpStatusCode.NotFound);
        await system.Service.ClientOf(system.OrganizationId, Scopes.PushNotificationsRead).CallAsync(HttpMethod.Post, NotificationCalls.Path, NotificationCalls.Body(), HttpStatusCode.Forbidden);
    }

    private static IEnumerable<string> Ids(JsonElement page) => page.GetProperty("data").EnumerateArray().Select(item => item.Text("id"));
}
