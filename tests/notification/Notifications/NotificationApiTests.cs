using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Passinstance.Notifications.Tests.Fixtures;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Notifications.Tests.Notifications;

[Trait("Category", "Integration")]
public sealed class NotificationApiTests(NotificationFixture fixture) : IClassFixture<NotificationFixture>
{
    [Fact]
    public async Task A_notification_is_taken_in_and_asked_of_the_passes()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var template = Guid.CreateVersion7();
        using var content = JsonContent.Create(new
        {
            target = new { templateId = TypeId.Format(IdPrefixes.Template, template) },
            filter = new { status = "active", createdAfter = "2026-11-01T00:00:00Z" },
            title = "News",
            message = "Hello {memberName}",
            language = "en",
            localized = new { fr = new { title = "Nouvelles", message = "Bonjour {memberName}" } },
        });

        using var response = await tenant.Api.PostAsync(ApnsTenant.NotificationsPath, content);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var answer = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal($"{ApnsTenant.NotificationsPath}/{answer.Text("id")}", response.Headers.Location?.ToString());
        Assert.Equal(("sending", 0), (answer.Text("status"), answer.GetProperty("progress").GetInt32()));
        Assert.Equal(answer.GetRawText(), (await tenant.ReadAsync(answer)).GetRawText());
        var reported = Assert.Single(await tenant.PublishedAsync("PushNotificationRequested"));
        Assert.Equal(
            (template, "active"),
            (reported.GetProperty("target").GetProperty("templateId").GetGuid(), reported.GetProperty("target").Text("status")));
        Assert.Equal("Hello {memberName}", reported.GetProperty("message").Text("body"));
        Assert.Equal("en", reported.GetProperty("message").Text("language"));
        Assert.Equal("Nouvelles", reported.GetProperty("message").GetProperty("translations").GetProperty("fr").Text("header"));
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
    [InlineData(
        """{ "target": { "all": true }, "filter": { "status": "voided" }, "title": "News", "message": "Hello" }""",
        "/filter/status")]
    [InlineData(
        """
        { "target": { "all": true }, "title": "News", "message": "Hello",
          "localized": { "french!": { "title": "}", "message": "Bonjour" } } }
        """,
        "/localized/french! /localized/french!/title")]
    [InlineData(
        """{ "target": { "all": true }, "title": "News", "message": "Hello", "language": "English!", "localized": { "fr": null } }""",
        "/language /localized/fr")]
    [InlineData(
        """
        { "target": { "all": true }, "title": "News", "message": "Hello",
          "localized": { "pt-BR": { "title": "A", "message": "B" }, "pt-br": { "title": "C", "message": "D" } } }
        """,
        "/localized/pt-br")]
    [InlineData("""{ "target": { "all": true }, "title": "News", "message": "Hello", "sendAt": "2027-01-01" }""", "/sendAt")]
    [InlineData("""{ "target": { "all": true }, "title": "News", "message": "Hello", "sendAt": "2027-01-01T09:00:00" }""", "/sendAt")]
    [InlineData("""{ "target": { "all": true }, "title": "N\u0000", "message": "Hello" }""", "/title")]
    [InlineData("""{ "target": { "all": true }, "title": "News", "message": "Hello", "sendAt": "2020-01-01T00:00:00Z" }""", "/sendAt")]
    [InlineData("""{ "target": { "all": true }, "title": "News", "message": "Hello", "sendAt": "2099-01-01T00:00:00Z" }""", "/sendAt")]
    [InlineData("""{ "target": { "all": true }, "title": "News", "message": "Hello", "colour": "red" }""", "/colour")]
    public async Task A_form_that_cannot_be_sent_is_refused_at_once_and_nothing_is_stored(string body, string pointers)
    {
        var tenant = await fixture.NewApnsTenantAsync();

        var problem = await tenant.Api.CallAsync(HttpMethod.Post, ApnsTenant.NotificationsPath, body, HttpStatusCode.UnprocessableEntity);

        Assert.Equal(pointers.Split(' '), problem.Pointers());
        Assert.Equal(0, (await tenant.Api.CallAsync(HttpMethod.Get, ApnsTenant.NotificationsPath)).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task A_long_text_and_too_many_passes_are_refused()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var passes = Enumerable.Range(0, 1001).Select(_ => TypeId.Format(IdPrefixes.Pass, Guid.CreateVersion7()));

        var problem = await tenant.Api.CallAsync(
            HttpMethod.Post, ApnsTenant.NotificationsPath,
            new { target = new { passIds = passes }, title = new string('a', 101), message = new string('a', 1001) },
            HttpStatusCode.UnprocessableEntity);

        Assert.Equal(["/target/passIds", "/title", "/message"], problem.Pointers());
    }

    [Fact]
    public async Task A_scheduled_one_is_sent_at_its_time_and_not_before()
    {
        var tenant = await fixture.NewApnsTenantAsync();

        var later = await tenant.SendAsync(ApnsTenant.Body(sendAt: DateTimeOffset.UtcNow.AddHours(1).ToString("O")));
        var soon = await tenant.SendAsync(ApnsTenant.Body(sendAt: DateTimeOffset.UtcNow.AddSeconds(3).ToString("O")));

        Assert.Equal(("scheduled", "scheduled"), (later.Text("status"), soon.Text("status")));
        await Eventually.TrueAsync(
            async _ => (await tenant.ReadAsync(soon)).Text("status") == "sending", NotificationFixture.Deadline, "its time has come");
        var read = await tenant.ReadAsync(soon);
        Assert.True(read.GetProperty("startedAt").GetDateTimeOffset() >= read.GetProperty("sendAt").GetDateTimeOffset().AddSeconds(-1));
        Assert.Single(await tenant.PublishedAsync("PushNotificationRequested"));
        Assert.Equal("scheduled", (await tenant.ReadAsync(later)).Text("status"));
    }

    [Theory]
    [InlineData(330)]
    [InlineData(-480)]
    public async Task The_offset_of_sendAt_counts(int offsetMinutes)
    {
        var tenant = await fixture.NewApnsTenantAsync();
        // Without the offset it would be five and a half hours too late, or in the past.
        var moment = DateTimeOffset.UtcNow.AddSeconds(3).ToOffset(TimeSpan.FromMinutes(offsetMinutes));

        var sent = await tenant.SendAsync(ApnsTenant.Body(sendAt: moment.ToString("yyyy-MM-ddTHH:mm:ss.fffzzz")));

        Assert.Equal("scheduled", sent.Text("status"));
        Assert.Equal(moment, sent.GetProperty("sendAt").GetDateTimeOffset(), TimeSpan.FromMilliseconds(1));
        await Eventually.TrueAsync(
            async _ => (await tenant.ReadAsync(sent)).Text("status") == "sending", NotificationFixture.Deadline, "its time has come");
        Assert.InRange(
            (await tenant.ReadAsync(sent)).GetProperty("startedAt").GetDateTimeOffset(), moment.AddSeconds(-1), moment.AddMinutes(5));
    }

    [Fact]
    public async Task A_scheduled_one_that_is_cancelled_is_never_sent_and_ends_at_once()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var notification = await tenant.SendAsync(ApnsTenant.Body(sendAt: DateTimeOffset.UtcNow.AddHours(1).ToString("O")));

        var cancelled = await tenant.CancelAsync(notification);
        var again = await tenant.CancelAsync(notification);

        Assert.Equal("cancelled", cancelled.Text("status"));
        Assert.Equal(cancelled.GetRawText(), again.GetRawText());
        Assert.Equal(cancelled.GetRawText(), (await tenant.ReadAsync(notification)).GetRawText());
        Assert.Equal(
            "cancelled", Assert.Single(await tenant.PublishedAsync("PushNotificationCompleted")).GetProperty("resource").Text("status"));
        Assert.Empty(await tenant.PublishedAsync("PushNotificationRequested"));
        Assert.Empty(await tenant.PublishedAsync("PushNotificationCancelled"));
    }

    [Fact]
    public async Task One_on_its_way_that_is_cancelled_counts_what_it_came_to()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var notification = await tenant.SendAsync();
        var pass = Guid.CreateVersion7();
        await tenant.RegisterAsync(pass);
        await tenant.TargetAsync(notification, 100, null);
        await tenant.AddMessageAsync(notification, pass);

        Assert.Equal("cancelled", (await tenant.CancelAsync(notification)).Text("status"));
        await tenant.CancelAsync(notification);
        Assert.Single(await tenant.PublishedAsync("PushNotificationCancelled"));
        await tenant.TargetAsync(notification, 100, 1);

        var ended = await tenant.EndedAsync(notification);
        Assert.Equal(("cancelled", 1, 1), (ended.Text("status"), ended.Count("targeted"), ended.Count("accepted")));
        Assert.Equal(
            ended.GetRawText(),
            Assert.Single(await tenant.PublishedAsync("PushNotificationCompleted")).GetProperty("resource").GetRawText());
    }

    [Fact]
    public async Task One_that_has_ended_cannot_be_cancelled()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var notification = await tenant.SendAsync();
        await tenant.TargetAsync(notification, 0, 0, reason: "unknown_template");

        var ended = await tenant.EndedAsync(notification);

        Assert.Equal(("failed", "unknown_template"), (ended.Text("status"), ended.Text("reason")));
        Assert.Equal("notification_ended", (await tenant.CancelAsync(notification, HttpStatusCode.Conflict)).Text("code"));
    }

    [Fact]
    public async Task A_repeated_request_with_the_same_key_sends_once()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var api = tenant.Api;
        api.DefaultRequestHeaders.Add("Idempotency-Key", "once");

        var first = await api.CallAsync(HttpMethod.Post, ApnsTenant.NotificationsPath, ApnsTenant.Body(), HttpStatusCode.Accepted);
        var second = await api.CallAsync(HttpMethod.Post, ApnsTenant.NotificationsPath, ApnsTenant.Body(), HttpStatusCode.Accepted);

        Assert.Equal(first.GetRawText(), second.GetRawText());
        Assert.Single(await tenant.PublishedAsync("PushNotificationRequested"));
    }

    [Fact]
    public async Task The_list_is_newest_first_and_only_ones_own()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var first = await tenant.SendAsync();
        var second = await tenant.SendAsync(ApnsTenant.Body(sendAt: DateTimeOffset.UtcNow.AddHours(1).ToString("O")));

        var page = await tenant.Api.CallAsync(HttpMethod.Get, $"{ApnsTenant.NotificationsPath}?limit=1");
        var next = await tenant.Api.CallAsync(HttpMethod.Get, $"{ApnsTenant.NotificationsPath}?limit=1&cursor={page.Text("nextCursor")}");
        var scheduled = await tenant.Api.CallAsync(HttpMethod.Get, $"{ApnsTenant.NotificationsPath}?status=scheduled");

        Assert.Equal([second.Text("id")], Ids(page));
        Assert.Equal([first.Text("id")], Ids(next));
        Assert.False(next.GetProperty("hasMore").GetBoolean());
        Assert.Equal([second.Text("id")], Ids(scheduled));
        await tenant.Api.CallAsync(HttpMethod.Get, $"{ApnsTenant.NotificationsPath}?status=late", null, HttpStatusCode.UnprocessableEntity);
        var stranger = tenant.Service.ClientOf(Guid.CreateVersion7());
        Assert.Empty(Ids(await stranger.CallAsync(HttpMethod.Get, ApnsTenant.NotificationsPath)));
        await stranger.CallAsync(HttpMethod.Get, $"{ApnsTenant.NotificationsPath}/{first.Text("id")}", null, HttpStatusCode.NotFound);
        await stranger.CallAsync(
            HttpMethod.Post, $"{ApnsTenant.NotificationsPath}/{second.Text("id")}/cancel", null, HttpStatusCode.NotFound);
        await tenant.Service.ClientOf(tenant.OrganizationId, Scopes.PushNotificationsRead)
            .CallAsync(HttpMethod.Post, ApnsTenant.NotificationsPath, ApnsTenant.Body(), HttpStatusCode.Forbidden);
    }

    private static IEnumerable<string> Ids(JsonElement page) => page.GetProperty("data").EnumerateArray().Select(item => item.Text("id"));
}
