using System.Text.Json;
using Passinstance.Notifications.Tests.Fixtures;
using Passinstance.Persistence.Restores;
using Passinstance.Testing.Services;

namespace Passinstance.Notifications.Tests;

/// <summary>What the notification service does after a restore, and what it makes of events that are published again.</summary>
[Trait("Category", "Integration")]
public sealed class RestoreTests(NotificationFixture fixture) : IClassFixture<NotificationFixture>
{
    [Fact]
    public async Task A_version_that_is_published_again_is_pushed_to_devices_that_register_soon_after()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var pass = Guid.CreateVersion7();
        await tenant.PublishAsync(tenant.Changed(pass) with { OccurredAt = DateTimeOffset.UtcNow.AddDays(-1) });

        await tenant.PublishAsync(tenant.Changed(pass));
        await tenant.RegisterAsync(pass);

        await tenant.PushesAsync(1);
    }

    [Fact]
    public async Task Another_database_was_restored_and_registrations_since_then_are_reported()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var (old, active, ended) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var device = Guid.NewGuid();
        await tenant.RegisterAsync(old);
        await fixture.Service.ScalarAsync<object>(
            $"UPDATE push_registrations SET changed_at = now() - interval '2 hours' WHERE pass_id = '{old}'");
        var token = await tenant.RegisterAsync(active, sequence: 7);
        await tenant.RegisterAsync(ended, device: device, sequence: 8);
        await tenant.UnregisterAsync(ended, device, 9);
        var since = DateTimeOffset.UtcNow.AddHours(-1).ToString("O");

        await RunAsync("--other", "--since", since);

        var reported = (await tenant.PublishedAsync("DeviceRegistrationReported"))
            .Where(one => one.GetProperty("organizationId").GetGuid() == tenant.OrganizationId).ToList();
        Assert.Equal(new[] { active, ended }.Order(), reported.Select(one => one.GetProperty("passId").GetGuid()).Order());
        var known = Assert.Single(reported, one => one.GetProperty("passId").GetGuid() == active);
        Assert.Equal((token, 7), (known.Text("pushToken"), known.GetProperty("sequence").GetInt64()));
        var gone = Assert.Single(reported, one => one.GetProperty("passId").GetGuid() == ended);
        Assert.False(gone.TryGetProperty("pushToken", out var none) && none.ValueKind != JsonValueKind.Null);
        Assert.Equal(9, gone.GetProperty("sequence").GetInt64());
    }

    [Fact]
    public async Task After_a_restore_of_its_database_what_Google_has_counts_as_unknown()
    {
        await fixture.NewApnsTenantAsync();
        await fixture.Service.ScalarAsync<object>("""
            INSERT INTO google_objects (organization_id, pass_id, issuer_id, object_resource, object_id, class_id, wanted_version, wanted,
                is_saved, is_deleted, sent, sent_version, notified_at, attempts, requested_at)
            SELECT gen_random_uuid(), gen_random_uuid(), '1', 'genericObject', '1.a', '1.c', 2, '{}', true, false, '{}', 2,
                ARRAY[]::timestamptz[], 0, now()
            FROM generate_series(1, 2001)
            """);

        await RunAsync("--again");

        Assert.Equal(0, await fixture.Service.ScalarAsync<long>("SELECT count(*) FROM google_objects WHERE sent IS NOT NULL"));
    }

    private Task<IReadOnlyList<JsonElement>> RunAsync(params string[] arguments) =>
        OperatorCommand.RunAsync(RestoreCommand.Create(() => fixture.Service.App.Services), arguments);
}
