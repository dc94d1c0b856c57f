using Passinstance.Contracts.V1;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.PassMessages;

public sealed class MessageTests(PassSystem system)
{
    [Fact]
    public async Task A_message_comes_to_each_pass_with_its_own_values_and_changes_nothing_that_the_issuer_sent()
    {
        var issuer = await system.NewIssuerAsync();
        var (one, other) = (await issuer.IssueAsync("M-1"), await issuer.IssueAsync("M-2"));
        await issuer.Passes.CallAsync(HttpMethod.Put, $"/api/v1/passes/{other.Text("id")}", """{ "fields": { "memberName": { "label": "Member", "value": "John" } } }""");
        Assert.Equal("", await system.Passes.MessageOnAsync(one));

        var notification = await system.Passes.RequestAsync(issuer.OrganizationId, new() { TemplateId = issuer.TemplateGuid() }, "Hello {memberName}{unknown}, {{today}} only");

        var targeted = await system.Passes.TargetedAsync(notification);
        Assert.Equal((2, 2, null), (targeted.Total, targeted.Targeted, targeted.Reason));
        Assert.Equal("News\nHello Jane Doe, {today} only", await system.Passes.MessageOnAsync(one));
        Assert.Equal("News\nHello John, {today} only", await system.Passes.MessageOnAsync(other));
        var read = await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes/{one.Text("id")}");
        Assert.Equal(2, read.GetProperty("version").GetInt32());
        Assert.Equal(one.GetProperty("fields").GetRawText(), read.GetProperty("fields").GetRawText());
        var changed = (await system.Passes.SaidAsync<WalletContentChanged>()).Single(change => change.PassId == one.PassId());
        Assert.Equal((notification, "News", "Hello Jane Doe, {today} only", 2), (changed.NotificationId!.Value, changed.Message!.Header, changed.Message.Body, changed.Version));
        Assert.DoesNotContain(await system.Passes.SaidAsync<PassUpdated>(), updated => updated.PassId == one.PassId());
    }

    [Fact]
    public async Task The_same_message_again_is_another_value_so_that_a_phone_tells_of_it_and_reads_the_same()
    {
        var issuer = await system.NewIssuerAsync();
        var pass = await issuer.IssueAsync("M-3");
        var values = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            await system.Passes.TargetedAsync(await system.Passes.RequestAsync(issuer.OrganizationId, new() { PassIds = [pass.PassId()] }, "Sale"));
            values.Add(await system.Passes.MessageOnAsync(pass));
        }

        Assert.Equal(5, values.Distinct().Count());
        Assert.All(values, value => Assert.Equal("News\nSale", value.TrimEnd('\u200B', '\u200C')));
    }

    [Fact]
    public async Task A_device_reads_the_message_in_its_own_language()
    {
        var issuer = await system.NewIssuerAsync();
        var pass = await issuer.IssueAsync("M-4");

        await system.Passes.TargetedAsync(await system.Passes.RequestAsync(
            issuer.OrganizationId, new() { PassIds = [pass.PassId()] }, "Hello {memberName}", new() { ["fr"] = "Bonjour {memberName}", ["pt-BR"] = "Oi {memberName}" }));

        Assert.Equal("Nouvelles\nBonjour Jane Doe", await system.Passes.MessageOnAsync(pass, "fr-CA,en;q=0.5"));
        Assert.Equal("Nouvelles\nOi Jane Doe", await system.Passes.MessageOnAsync(pass, "pt-BR"));
        Assert.Equal("News\nHello Jane Doe", await system.Passes.MessageOnAsync(pass, "en-GB,fr;q=0.9"));
        Assert.Equal("News\nHello Jane Doe", await system.Passes.MessageOnAsync(pass, "de"));
        Assert.Equal("News\nHello Jane Doe", await system.Passes.MessageOnAsync(pass));
        var changed = (await system.Passes.SaidAsync<WalletContentChanged>()).Single(change => change.PassId == pass.PassId());
        Assert.Equal("Bonjour Jane Doe", changed.Message!.Translations!["fr"].Body);
    }

    [Fact]
    public async Task A_message_that_says_its_language_is_given_to_those_who_read_it()
    {
        var issuer = await system.NewIssuerAsync();
        var pass = await issuer.IssueAsync("M-14");

        await system.Passes.TargetedAsync(await system.Passes.RequestAsync(issuer.OrganizationId, new() { PassIds = [pass.PassId()] }, "Guten Tag", new() { ["en"] = "Hello" }, language: "de"));

        Assert.Equal("News\nGuten Tag", await system.Passes.MessageOnAsync(pass, "de-AT,en;q=0.5"));
        Assert.Equal("Nouvelles\nHello", await system.Passes.MessageOnAsync(pass, "en"));
    }

    [Fact]
    public async Task Void_and_deleted_passes_get_none_and_those_that_were_named_are_counted()
    {
        var issuer = await system.NewIssuerAsync();
        var (good, gone, taken) = (await issuer.IssueAsync("M-5"), await issuer.IssueAsync("M-6"), await issuer.IssueAsync("M-7"));
        await issuer.Passes.CallAsync(HttpMethod.Delete, $"/api/v1/passes/{gone.Text("id")}", null, System.Net.HttpStatusCode.NoContent);
        await issuer.Passes.CallAsync(HttpMethod.Post, $"/api/v1/passes/{taken.Text("id")}/void");
        var strange = await (await system.NewIssuerAsync()).IssueAsync("M-8");

        var named = await system.Passes.TargetedAsync(await system.Passes.RequestAsync(
            issuer.OrganizationId, new() { PassIds = [good.PassId(), gone.PassId(), taken.PassId(), strange.PassId()] }, "Hello"));
        var all = await system.Passes.TargetedAsync(await system.Passes.RequestAsync(issuer.OrganizationId, new(), "Hello"));

        Assert.Equal((1, 3), (named.Targeted, named.NotFound));
        Assert.Equal((1, null), (all.Targeted, all.NotFound));
        Assert.Equal("", await system.Passes.MessageOnAsync(strange));
    }

    [Fact]
    public async Task What_an_organisation_does_not_have_is_said_the_same_way_as_what_nobody_has()
    {
        var issuer = await system.NewIssuerAsync();
        var strange = await system.NewIssuerAsync();
        var pass = await strange.IssueAsync("M-9");

        foreach (var (target, reason) in new (PushNotificationTarget, string)[]
        {
            (new() { PassIds = [pass.PassId()] }, "unknown_passes"), (new() { PassIds = [Guid.CreateVersion7()] }, "unknown_passes"),
            (new() { TemplateId = strange.TemplateGuid() }, "unknown_template"), (new() { TemplateId = Guid.CreateVersion7() }, "unknown_template"),
            (new() { BundleId = Guid.CreateVersion7() }, "unknown_bundle"),
        })
        {
            var targeted = await system.Passes.TargetedAsync(await system.Passes.RequestAsync(issuer.OrganizationId, target, "Hello"));
            Assert.Equal((0, 0, reason), (targeted.Total, targeted.Targeted, targeted.Reason));
        }
    }

    [Fact]
    public async Task A_bundle_a_status_a_serial_number_and_a_time_choose_passes()
    {
        var issuer = await system.NewIssuerAsync();
        var (one, other) = (await issuer.IssueAsync("M-10"), await issuer.IssueAsync("M-11"));
        var expired = await issuer.Passes.CreateAsync("/api/v1/passes", new { templateId = issuer.TemplateId, serialNumber = "M-12", expirationDate = "2020-01-01T00:00:00Z" });
        var bundle = await issuer.Passes.CreateAsync("/api/v1/bundles", new { name = "Two", passIds = new[] { one.Text("id"), other.Text("id") } });

        Assert.Equal(2, await CountAsync(new() { BundleId = bundle.IdOf(IdPrefixes.Bundle) }));
        Assert.Equal(2, await CountAsync(new() { Status = "active" }));
        Assert.Equal(1, await CountAsync(new() { Status = "expired" }));
        Assert.Equal(1, await CountAsync(new() { SerialNumber = "M-11" }));
        Assert.Equal(1, await CountAsync(new() { TemplateId = issuer.TemplateGuid(), CreatedAfter = expired.GetProperty("createdAt").GetDateTimeOffset() }));
        Assert.Equal(0, await CountAsync(new() { CreatedBefore = one.GetProperty("createdAt").GetDateTimeOffset() }));

        async Task<int> CountAsync(PushNotificationTarget target) =>
            (await system.Passes.TargetedAsync(await system.Passes.RequestAsync(issuer.OrganizationId, target, "Hello"))).Targeted!.Value;
    }

    [Fact]
    public async Task A_cancellation_stops_it_also_when_it_comes_first()
    {
        var issuer = await system.NewIssuerAsync();
        var pass = await issuer.IssueAsync("M-13");
        var notification = Guid.CreateVersion7();
        await system.Passes.CancelAsync(issuer.OrganizationId, notification);
        await Testing.Eventually.TrueAsync(
            async token => await system.Passes.ScalarAsync<long>($"SELECT count(*) FROM pass_message_jobs WHERE notification_id = '{notification}'", token) == 1, MessageCalls.Soon, "the cancellation was heard");

        await system.Passes.RequestAsync(issuer.OrganizationId, new() { PassIds = [pass.PassId()] }, "Hello", id: notification);

        Assert.Equal(0, (await system.Passes.TargetedAsync(notification)).Targeted);
        Assert.Equal("", await system.Passes.MessageOnAsync(pass));
    }
}
