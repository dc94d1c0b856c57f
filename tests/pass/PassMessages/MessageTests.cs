using Passinstance.Contracts.V1;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.PassMessages;

[Trait("Category", "Integration")]
public sealed class MessageTests(PassFixture fixture)
{
    [Fact]
    public async Task Each_pass_gets_the_message_with_its_own_values_and_its_content_does_not_change()
    {
        var issuer = await fixture.NewIssuerAsync();
        var (one, other) = (await issuer.IssueAsync("M-1"), await issuer.IssueAsync("M-2"));
        await issuer.Passes.CallAsync(
            HttpMethod.Put, $"/api/v1/passes/{other.Text("id")}",
            """{ "fields": { "memberName": { "label": "Member", "value": "John" } } }""");
        Assert.Equal("", await fixture.Passes.MessageOnAsync(one));

        var notification = await fixture.Passes.RequestAsync(
            issuer.OrganizationId, new() { TemplateId = issuer.TemplateGuid() }, "Hello {memberName}{unknown}, {{today}} only");

        var targeted = await fixture.Passes.TargetedAsync(notification);
        Assert.Equal((2, 2, null), (targeted.Total, targeted.Targeted, targeted.Reason));
        Assert.Equal("News\nHello Jane Doe, {today} only", await fixture.Passes.MessageOnAsync(one));
        Assert.Equal("News\nHello John, {today} only", await fixture.Passes.MessageOnAsync(other));
        var read = await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes/{one.Text("id")}");
        Assert.Equal(2, read.GetProperty("version").GetInt32());
        Assert.Equal(one.GetProperty("fields").GetRawText(), read.GetProperty("fields").GetRawText());
        var changed = (await fixture.Passes.PublishedAsync<WalletContentChanged>()).Single(change => change.PassId == one.PassId());
        Assert.Equal((notification, "News", "Hello Jane Doe, {today} only", 2),
            (changed.NotificationId!.Value, changed.Message!.Header, changed.Message.Body, changed.Version));
        Assert.DoesNotContain(await fixture.Passes.PublishedAsync<PassUpdated>(), updated => updated.PassId == one.PassId());
    }

    [Fact]
    public async Task A_pass_issued_after_the_request_gets_no_message_and_is_not_counted()
    {
        var issuer = await fixture.NewIssuerAsync();
        var before = await issuer.IssueAsync("M-EARLY");
        var requestedAt = await fixture.Passes.ScalarAsync<DateTime>("SELECT clock_timestamp()");
        var after = await issuer.IssueAsync("M-LATE");
        var (notification, template) = (Guid.CreateVersion7(), issuer.TemplateGuid());

        // As if its first batch were only now carried out.
        await using (var insert = fixture.Passes.Database.CreateCommand("""
            INSERT INTO pass_message_jobs (organization_id, notification_id, request, requested_at, available_at, targeted,
                is_cancelled, version)
            VALUES ($1, $2, $3::json, $4, clock_timestamp(), 0, false, 0)
            """))
        {
            insert.Parameters.Add(new() { Value = issuer.OrganizationId });
            insert.Parameters.Add(new() { Value = notification });
            insert.Parameters.Add(new()
            {
                Value = $$"""
                    { "eventId": "{{Guid.NewGuid()}}", "organizationId": "{{issuer.OrganizationId}}", "notificationId": "{{notification}}",
                      "occurredAt": "2026-11-22T10:00:00Z", "target": { "templateId": "{{template}}" },
                      "message": { "header": "News", "body": "Hello" } }
                    """,
            });
            insert.Parameters.Add(new() { Value = requestedAt });
            await insert.ExecuteNonQueryAsync();
        }

        var targeted = await fixture.Passes.TargetedAsync(notification);
        Assert.Equal((1, 1), (targeted.Total, targeted.Targeted));
        Assert.Equal("News\nHello", await fixture.Passes.MessageOnAsync(before));
        Assert.Equal("", await fixture.Passes.MessageOnAsync(after));
    }

    [Fact]
    public async Task The_same_message_again_is_a_different_value_that_reads_the_same()
    {
        var issuer = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("M-3");
        var values = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            await fixture.Passes.TargetedAsync(
                await fixture.Passes.RequestAsync(issuer.OrganizationId, new() { PassIds = [pass.PassId()] }, "Sale"));
            values.Add(await fixture.Passes.MessageOnAsync(pass));
        }

        Assert.Equal(5, values.Distinct().Count());
        Assert.All(values, value => Assert.Equal("News\nSale", value.TrimEnd('\u200B', '\u200C')));
    }

    [Fact]
    public async Task A_device_reads_the_message_in_its_own_language()
    {
        var issuer = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("M-4");

        await fixture.Passes.TargetedAsync(await fixture.Passes.RequestAsync(
            issuer.OrganizationId, new() { PassIds = [pass.PassId()] }, "Hello {memberName}",
            new() { ["fr"] = "Bonjour {memberName}", ["pt-BR"] = "Oi {memberName}" }));

        Assert.Equal("Nouvelles\nBonjour Jane Doe", await fixture.Passes.MessageOnAsync(pass, "fr-CA,en;q=0.5"));
        Assert.Equal("Nouvelles\nOi Jane Doe", await fixture.Passes.MessageOnAsync(pass, "pt-BR"));
        Assert.Equal("News\nHello Jane Doe", await fixture.Passes.MessageOnAsync(pass, "en-GB,fr;q=0.9"));
        Assert.Equal("News\nHello Jane Doe", await fixture.Passes.MessageOnAsync(pass, "de"));
        Assert.Equal("News\nHello Jane Doe", await fixture.Passes.MessageOnAsync(pass));
        var changed = (await fixture.Passes.PublishedAsync<WalletContentChanged>()).Single(change => change.PassId == pass.PassId());
        Assert.Equal("Bonjour Jane Doe", changed.Message!.Translations!["fr"].Body);
    }

    [Fact]
    public async Task A_message_with_a_language_is_shown_to_readers_of_it()
    {
        var issuer = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("M-14");

        await fixture.Passes.TargetedAsync(
            await fixture.Passes.RequestAsync(
            issuer.OrganizationId, new() { PassIds = [pass.PassId()] }, "Guten Tag", new() { ["en"] = "Hello" }, language: "de"));

        Assert.Equal("News\nGuten Tag", await fixture.Passes.MessageOnAsync(pass, "de-AT,en;q=0.5"));
        Assert.Equal("Nouvelles\nHello", await fixture.Passes.MessageOnAsync(pass, "en"));
    }

    [Fact]
    public async Task Void_and_deleted_passes_get_no_message_and_named_ones_are_counted()
    {
        var issuer = await fixture.NewIssuerAsync();
        var (good, gone, taken) = (await issuer.IssueAsync("M-5"), await issuer.IssueAsync("M-6"), await issuer.IssueAsync("M-7"));
        await issuer.Passes.CallAsync(HttpMethod.Delete, $"/api/v1/passes/{gone.Text("id")}", null, System.Net.HttpStatusCode.NoContent);
        await issuer.Passes.CallAsync(HttpMethod.Post, $"/api/v1/passes/{taken.Text("id")}/void");
        var strange = await (await fixture.NewIssuerAsync()).IssueAsync("M-8");

        var named = await fixture.Passes.TargetedAsync(await fixture.Passes.RequestAsync(
            issuer.OrganizationId, new() { PassIds = [good.PassId(), gone.PassId(), taken.PassId(), strange.PassId()] }, "Hello"));
        var all = await fixture.Passes.TargetedAsync(await fixture.Passes.RequestAsync(issuer.OrganizationId, new(), "Hello"));

        Assert.Equal((1, 3), (named.Targeted, named.NotFound));
        Assert.Equal((1, null), (all.Targeted, all.NotFound));
        Assert.Equal("", await fixture.Passes.MessageOnAsync(strange));
    }

    [Fact]
    public async Task What_another_organization_has_gets_the_same_reason_as_what_does_not_exist()
    {
        var issuer = await fixture.NewIssuerAsync();
        var strange = await fixture.NewIssuerAsync();
        var pass = await strange.IssueAsync("M-9");

        foreach (var (target, reason) in new (PushNotificationTarget, string)[]
        {
            (new() { PassIds = [pass.PassId()] }, "unknown_passes"), (new() { PassIds = [Guid.CreateVersion7()] }, "unknown_passes"),
            (new() { TemplateId = strange.TemplateGuid() }, "unknown_template"),
            (new() { TemplateId = Guid.CreateVersion7() }, "unknown_template"),
            (new() { BundleId = Guid.CreateVersion7() }, "unknown_bundle"),
        })
        {
            var targeted = await fixture.Passes.TargetedAsync(await fixture.Passes.RequestAsync(issuer.OrganizationId, target, "Hello"));
            Assert.Equal((0, 0, reason), (targeted.Total, targeted.Targeted, targeted.Reason));
        }
    }

    [Fact]
    public async Task Passes_are_targeted_by_bundle_status_serial_number_and_time()
    {
        var issuer = await fixture.NewIssuerAsync();
        var (one, other) = (await issuer.IssueAsync("M-10"), await issuer.IssueAsync("M-11"));
        var expired = await issuer.Passes.CreateAsync(
            "/api/v1/passes", new { templateId = issuer.TemplateId, serialNumber = "M-12", expirationDate = "2020-01-01T00:00:00Z" });
        var bundle = await issuer.Passes.CreateAsync(
            "/api/v1/bundles", new { name = "Two", passIds = new[] { one.Text("id"), other.Text("id") } });

        Assert.Equal(2, await CountAsync(new() { BundleId = bundle.IdOf(IdPrefixes.Bundle) }));
        Assert.Equal(2, await CountAsync(new() { Status = "active" }));
        Assert.Equal(1, await CountAsync(new() { Status = "expired" }));
        Assert.Equal(1, await CountAsync(new() { SerialNumber = "M-11" }));
        Assert.Equal(1, await CountAsync(
            new() { TemplateId = issuer.TemplateGuid(), CreatedAfter = expired.GetProperty("createdAt").GetDateTimeOffset() }));
        Assert.Equal(0, await CountAsync(new() { CreatedBefore = one.GetProperty("createdAt").GetDateTimeOffset() }));

        async Task<int> CountAsync(PushNotificationTarget target) =>
            (await fixture.Passes.TargetedAsync(await fixture.Passes.RequestAsync(issuer.OrganizationId, target, "Hello"))).Targeted!.Value;
    }

    [Fact]
    public async Task A_cancellation_stops_a_message_even_if_it_arrives_first()
    {
        var issuer = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("M-13");
        var notification = Guid.CreateVersion7();
        await fixture.Passes.CancelAsync(issuer.OrganizationId, notification);
        await Testing.Eventually.TrueAsync(
            async token => await fixture.Passes.ScalarAsync<long>(
            $"SELECT count(*) FROM pass_message_jobs WHERE notification_id = '{notification}'", token) == 1, MessageCalls.Soon,
            "the cancellation has arrived");

        await fixture.Passes.RequestAsync(issuer.OrganizationId, new() { PassIds = [pass.PassId()] }, "Hello", id: notification);

        Assert.Equal(0, (await fixture.Passes.TargetedAsync(notification)).Targeted);
        Assert.Equal("", await fixture.Passes.MessageOnAsync(pass));
    }
}
