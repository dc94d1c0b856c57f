using System.Net;
using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Contracts.V1;
using Passinstance.Passes.Tests.AppleWallet;
using Passinstance.Persistence.Restores;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.Passes.Tests.Restores;

/// <summary>Both services of a deployment of its own, whose databases a test may set back.</summary>
public sealed class RestoreFixture : IAsyncDisposable
{
    internal PassFixture Own { get; } = new();

    public ValueTask DisposeAsync() => Own.DisposeAsync();
}

[Trait("Category", "Integration")]
public sealed class RestoreTests(RestoreFixture restores) : IClassFixture<RestoreFixture>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly PassFixture fixture = restores.Own;

    private RunningService Service => fixture.Passes;

    [Fact]
    public async Task A_phone_that_has_a_lost_version_receives_the_restored_one_and_every_later_one()
    {
        var issuer = await fixture.NewIssuerAsync();
        var phone = new Phone(fixture, issuer.OrganizationId);
        var card = await Phone.DownloadAsync(fixture, await issuer.IssueAsync("R-1"));
        await phone.RegisterAsync(card);
        var backup = Backup(card);
        await Service.ScalarAsync<object>($"CREATE TABLE {backup} AS SELECT * FROM passes WHERE id = '{IdOf(card)}'");
        await ChangeAsync(issuer, card, "Lost");
        using var lost = await phone.FetchAsync(card);
        var lostTag = (await phone.ListAsync())!.Value.Tag;
        await Service.ScalarAsync<object>($"""
            UPDATE passes p SET version = b.version, content = b.content, last_modified = b.last_modified, updated_at = b.updated_at
            FROM {backup} b WHERE p.organization_id = b.organization_id AND p.id = b.id
            """);
        // Without the command the phone would keep what is lost.
        using (var kept = await phone.FetchAsync(card, lost.Content.Headers.LastModified))
            Assert.Equal(HttpStatusCode.NotModified, kept.StatusCode);

        var number = await AfterRestoreAsync("--again");

        Assert.Equal([card.SerialNumber], (await phone.ListAsync(lostTag))!.Value.SerialNumbers);
        // A tag of a transaction that is still to come, as one that is lost may be.
        var future = await Service.ScalarAsync<long>("SELECT (pg_snapshot_xmax(pg_current_snapshot())::text::bigint) - 1");
        Assert.Equal([card.SerialNumber], (await phone.ListAsync($"{future}"))!.Value.SerialNumbers);
        using var restored = await phone.FetchAsync(card, lost.Content.Headers.LastModified);
        Assert.Equal(HttpStatusCode.OK, restored.StatusCode);
        Assert.DoesNotContain("Lost", await TextAsync(restored), StringComparison.Ordinal);
        await Eventually.TrueAsync(
            async token => (await PublishedAsync("WalletContentChanged", IdOf(card), token)).Contains(number), Deadline,
            "the pass is published again");

        var tag = (await phone.ListAsync())!.Value.Tag;
        Assert.StartsWith($"{number}-", tag, StringComparison.Ordinal);
        var changed = await ChangeAsync(issuer, card, "New");
        Assert.Equal(number + 1, changed.GetProperty("version").GetInt32());
        Assert.Equal([card.SerialNumber], (await phone.ListAsync(tag))!.Value.SerialNumbers);
        using var newest = await phone.FetchAsync(card, restored.Content.Headers.LastModified);
        Assert.Contains("New", await TextAsync(newest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Registrations_are_published_again_above_all_sequences_and_lost_ones_are_taken_up()
    {
        var issuer = await fixture.NewIssuerAsync();
        var kept = new Phone(fixture, issuer.OrganizationId);
        var lost = new Phone(fixture, issuer.OrganizationId);
        var first = await Phone.DownloadAsync(fixture, await issuer.IssueAsync("R-2"));
        await kept.RegisterAsync(first);
        var before = await Service.ScalarAsync<long>("SELECT last_value FROM registration_changes");
        await lost.RegisterAsync(first);
        var lostSequence = await Service.ScalarAsync<long>("SELECT last_value FROM registration_changes");
        var lostDevice = Passinstance.Passes.AppleWallet.Device.IdOf(lost.Device);
        // The database is restored to before the second registration.
        await Service.ScalarAsync<object>($"""
            WITH gone AS (DELETE FROM device_registrations WHERE device_id = '{lostDevice}' RETURNING pass_id),
            device AS (DELETE FROM devices WHERE id = '{lostDevice}'),
            pass AS (UPDATE passes SET installs = installs - 1 WHERE id IN (SELECT pass_id FROM gone))
            SELECT setval('registration_changes', {before})
            """);
        Assert.Null(await lost.ListAsync());

        var number = await AfterRestoreAsync("--again");

        await Eventually.TrueAsync(
            token => IsPublishedAboveAsync(IdOf(first), number * 1_000_000L, token), Deadline, "the registration is published again");
        await ReportAsync(issuer, first, lostDevice, lost.PushToken, lostSequence);
        await Eventually.TrueAsync(async _ => await lost.ListAsync() is not null, Deadline, "the lost registration is taken up");
        Assert.Equal(2, await Service.ScalarAsync<int>($"SELECT installs FROM passes WHERE id = '{IdOf(first)}'"));

        // What this database knows, or has ended since, is not taken up.
        await lost.UnregisterAsync(first);
        var known = await ReportAsync(issuer, first, lostDevice, lost.PushToken, before - 32);
        await ConsumedAsync(known);
        Assert.Null(await lost.ListAsync());
    }

    [Fact]
    public async Task A_registration_that_ended_since_the_backup_ends_again()
    {
        var issuer = await fixture.NewIssuerAsync();
        var phone = new Phone(fixture, issuer.OrganizationId);
        var card = await Phone.DownloadAsync(fixture, await issuer.IssueAsync("R-3"));
        await phone.RegisterAsync(card);
        var before = await Service.ScalarAsync<long>("SELECT last_value FROM registration_changes");
        await AfterRestoreAsync("--again");

        await ReportAsync(issuer, card, Passinstance.Passes.AppleWallet.Device.IdOf(phone.Device), null, before + 1);

        await Eventually.TrueAsync(async _ => await phone.ListAsync() is null, Deadline, "the registration has ended");
        Assert.Equal(0, await Service.ScalarAsync<int>($"SELECT installs FROM passes WHERE id = '{IdOf(card)}'"));
    }

    [Fact]
    public async Task Another_database_was_restored_and_nothing_gets_another_version()
    {
        var issuer = await fixture.NewIssuerAsync();
        var phone = new Phone(fixture, issuer.OrganizationId);
        var card = await Phone.DownloadAsync(fixture, await issuer.IssueAsync("R-4"));
        await phone.RegisterAsync(card);
        var version = await Service.ScalarAsync<int>($"SELECT version FROM passes WHERE id = '{IdOf(card)}'");

        var number = await AfterRestoreAsync("--other");

        Assert.Equal(version, await Service.ScalarAsync<int>($"SELECT version FROM passes WHERE id = '{IdOf(card)}'"));
        await Eventually.TrueAsync(
            async token => (await PublishedAsync("WalletContentChanged", IdOf(card), token)).Contains(version), Deadline,
            "the pass is published again");
        Assert.NotEqual(
            number, await Service.ScalarAsync<int>("SELECT coalesce(max(number), 0) FROM restores WHERE is_own"));
    }

    [Fact]
    public async Task A_template_that_its_service_has_lost_is_named_and_one_that_it_published_again_comes_back()
    {
        var issuer = await fixture.NewIssuerAsync();
        await issuer.IssueAsync("R-5");
        TypeId.TryParse(IdPrefixes.Template, issuer.TemplateId, out var id);
        // The template service's database is restored to before the template.
        await fixture.Templates.ScalarAsync<object>($"UPDATE templates SET deleted_at = now() WHERE id = '{id}'");

        var lines = await RunAsync(Service, "--other");

        var finding = Assert.Single(
            lines, line => line.TryGetProperty("finding", out var one) && one.TryGetProperty("templateId", out var template)
                && template.GetString() == issuer.TemplateId).GetProperty("finding");
        Assert.Equal("missing", finding.Text("found"));
        await issuer.Passes.CallAsync(HttpMethod.Post, "/api/v1/passes", issuer.Pass("R-6"), HttpStatusCode.UnprocessableEntity);
        // It is restored once more, to a later moment, and publishes what it has.
        await fixture.Templates.ScalarAsync<object>($"UPDATE templates SET deleted_at = NULL WHERE id = '{id}'");
        await RunAsync(fixture.Templates, "--again");

        await Eventually.TrueAsync(
            async token => await Service.ScalarAsync<bool>(
                $"SELECT deleted_at IS NULL AND version > 1 FROM template_replicas WHERE id = '{id}'", token),
            Deadline, "the template is back");
        await issuer.IssueAsync("R-7");
        // A deletion from before the restore arrives late.
        var deleted = new TemplateDeleted
        {
            EventId = Guid.CreateVersion7(),
            OrganizationId = issuer.OrganizationId,
            TemplateId = id,
            Version = 1,
            OccurredAt = DateTimeOffset.UtcNow,
            Resource = JsonElement.Parse("{}"),
        };
        await PublishAsync(deleted);
        await ConsumedAsync(deleted.EventId);
        await issuer.IssueAsync("R-8");
    }

    [Fact]
    public async Task A_version_that_was_not_received_is_taken_over_and_passes_are_moved_to_it()
    {
        var issuer = await fixture.NewIssuerAsync();
        var card = (await issuer.IssueAsync("R-9")).Text("id");
        TypeId.TryParse(IdPrefixes.Template, issuer.TemplateId, out var id);
        await issuer.Templates.CallAsync(HttpMethod.Put, $"/api/v1/templates/{issuer.TemplateId}", new { logoText = "Second" });
        await issuer.Templates.CallAsync(HttpMethod.Post, $"/api/v1/templates/{issuer.TemplateId}/publish");
        await Eventually.TrueAsync(
            async token => await Service.ScalarAsync<int>($"SELECT version FROM template_replicas WHERE id = '{id}'", token) == 2,
            Deadline, "the second version");
        // This database is restored to before the second version.
        await Service.ScalarAsync<object>($"""
            WITH design AS (DELETE FROM template_version_replicas WHERE template_id = '{id}' AND version = 2),
            pass AS (UPDATE passes SET template_version = 1 WHERE template_id = '{id}')
            UPDATE template_replicas SET version = 1 WHERE id = '{id}'
            """);

        var lines = await RunAsync(Service, "--other");

        Assert.Contains(
            lines, line => line.TryGetProperty("finding", out var one) && one.TryGetProperty("found", out var found)
                && found.GetString() == "behind" && one.Text("templateId") == issuer.TemplateId);
        await Eventually.TrueAsync(
            async token => (await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes/{card}", cancellationToken: token))
                .GetProperty("templateVersion").GetInt32() == 2,
            Deadline, "the pass is moved");
    }

    [Fact]
    public async Task A_certificate_whose_deletion_was_undone_is_fetched_again()
    {
        var organizationId = Guid.CreateVersion7();
        var identity = Guid.CreateVersion7();
        await PublishAsync(Changed(organizationId, identity, 2, isDeleted: true));
        await Eventually.TrueAsync(
            async token => await Service.ScalarAsync<long>(
                $"SELECT count(*) FROM wallet_identity_replicas WHERE id = '{identity}' AND deleted_at IS NOT NULL", token) == 1,
            Deadline, "the deletion");

        await PublishAsync(Changed(organizationId, identity, 28_000_000, isDeleted: false));

        await Eventually.TrueAsync(
            async token => await Service.ScalarAsync<long>(
                $"SELECT count(*) FROM wallet_identity_replicas WHERE id = '{identity}' AND deleted_at IS NULL AND fetch_at IS NOT NULL",
                token) == 1,
            Deadline, "the certificate");
    }

    private static WalletIdentityChanged Changed(Guid organizationId, Guid identity, int version, bool isDeleted) => new()
    {
        EventId = Guid.CreateVersion7(),
        OrganizationId = organizationId,
        IdentityId = identity,
        Version = version,
        OccurredAt = DateTimeOffset.UtcNow,
        Kind = "apple",
        Name = "pass.test.restored",
        IsDeleted = isDeleted,
    };

    private static Task<IReadOnlyList<JsonElement>> RunAsync(RunningService service, params string[] arguments) =>
        OperatorCommand.RunAsync(RestoreCommand.Create(() => service.App.Services), arguments);

    private async Task<int> AfterRestoreAsync(params string[] arguments)
    {
        var earlier = await Service.ScalarAsync<int>("SELECT coalesce(max(number), 0) FROM restores");
        var number = (await RunAsync(Service, arguments))[^1].GetProperty("restore").GetInt32();
        // A new one, also while the service still does what the one before has left to it.
        Assert.True(number > earlier);
        return number;
    }

    private static Task<JsonElement> ChangeAsync(Issuer issuer, Card card, string tier) => issuer.Passes.CallAsync(
        HttpMethod.Put, $"/api/v1/passes/{card.Id}", new { fields = new { tier = new { label = "Tier", value = tier } } });

    private async Task<Guid> ReportAsync(Issuer issuer, Card card, Guid device, string? pushToken, long sequence)
    {
        var reported = new DeviceRegistrationReported
        {
            EventId = Guid.CreateVersion7(),
            OrganizationId = issuer.OrganizationId,
            PassId = IdOf(card),
            PassTypeIdentifier = Phone.PassType,
            DeviceId = device,
            PushToken = pushToken,
            Sequence = sequence,
            OccurredAt = DateTimeOffset.UtcNow,
        };
        await PublishAsync(reported);
        return reported.EventId;
    }

    private Task PublishAsync<T>(T published)
        where T : class, IEvent =>
        Service.App.Services.GetRequiredService<IBus>().Publish(published, context => context.MessageId = published.EventId);

    private Task ConsumedAsync(Guid eventId) => Eventually.TrueAsync(
        token => Service.ScalarAsync<bool>($"SELECT EXISTS (SELECT FROM inbox_messages WHERE message_id = '{eventId}')", token), Deadline,
        "the event was consumed");

    private async Task<IReadOnlyList<int>> PublishedAsync(string type, Guid passId, CancellationToken cancellationToken) =>
        await Service.ScalarAsync<int[]>(
            $"""
             SELECT coalesce(array_agg((body::json ->> 'version')::int), ARRAY[]::int[])
             FROM (SELECT type, body, aggregate_id FROM outbox_messages UNION ALL SELECT type, body, aggregate_id FROM outbox_history) m
             WHERE type = 'V1.{type}' AND aggregate_id = '{passId}'
             """, cancellationToken) ?? [];

    private Task<bool> IsPublishedAboveAsync(Guid passId, long sequence, CancellationToken cancellationToken) => Service.ScalarAsync<bool>(
        $"""
         SELECT EXISTS (
             SELECT FROM (
                 SELECT type, body, aggregate_id FROM outbox_messages UNION ALL SELECT type, body, aggregate_id FROM outbox_history) m
             WHERE type = 'V1.DeviceRegistered' AND aggregate_id = '{passId}' AND (body::json ->> 'sequence')::bigint > {sequence})
         """, cancellationToken);

    private static string Backup(Card card) => $"backup_{IdOf(card):N}";

    private static async Task<string> TextAsync(HttpResponseMessage response) =>
        PkpassReader.Read(await response.Content.ReadAsByteArrayAsync()).PassJson.GetRawText();

    private static Guid IdOf(Card card)
    {
        TypeId.TryParse(IdPrefixes.Pass, card.Id, out var id);
        return id;
    }
}
