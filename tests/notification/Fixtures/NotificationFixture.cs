using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Bus;
using Passinstance.Notifications.Persistence;
using Passinstance.Simulators.Apns;
using Passinstance.Simulators.Google;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Notifications.Tests.Fixtures;

/// <summary>
/// The service with simulators of Apple's push service and of Google Wallet, and a stub of the template service. For one class, whose tests
/// run one after the other; each test gets a tenant and finds the tables empty.
/// </summary>
public sealed class NotificationFixture : IAsyncLifetime
{
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private const int Tries = 5;
    private readonly List<RunningService> _services = [];
    private bool _requiresCertificate = true;
    private Dictionary<string, string?> _ownSettings = [];
    private Func<GoogleSimulator, Dictionary<string, string?>>? _googleSettings;

    internal ApnsSimulator Apns { get; private set; } = null!;

    internal GoogleSimulator Google { get; private set; } = null!;

    internal TemplateServiceStub Templates { get; private set; } = null!;

    /// <summary>The service; the last one that was started.</summary>
    internal RunningService Service => _services[^1];

    /// <summary>What a service needs to use the simulators and the stub.</summary>
    internal Dictionary<string, string?> Settings => new(_ownSettings)
    {
        ["Services:Template"] = Templates.Url,
        ["Apns:Url"] = Apns.Url.ToString(),
        ["Apns:TrustedRoot"] = Apns.RootCertificate,
        ["Apns:StoppedInterval"] = "00:00:00.250",
        ["Apns:ReconnectDelay"] = "00:00:00.020",
        ["GoogleWallet:Url"] = Google.Url.ToString(),
        ["GoogleWallet:TokenUrl"] = Google.TokenUrl.ToString(),
        ["GoogleWallet:StoppedInterval"] = "00:00:00.250",
    };

    /// <summary>A service for one test.</summary>
    /// <param name="requiresCertificate">False: Apple's simulator requires provider tokens instead of certificates.</param>
    /// <param name="settings">Further configuration.</param>
    internal static async Task<NotificationFixture> StartAsync(
        bool requiresCertificate = true, Dictionary<string, string?>? settings = null)
    {
        var fixture = new NotificationFixture { _requiresCertificate = requiresCertificate, _ownSettings = settings ?? [] };
        await fixture.InitializeAsync();
        return fixture;
    }

    /// <summary>A service for one test with settings that name the simulated Google.</summary>
    internal static async Task<NotificationFixture> StartAsync(Func<GoogleSimulator, Dictionary<string, string?>> settings)
    {
        var fixture = new NotificationFixture { _googleSettings = settings };
        await fixture.InitializeAsync();
        return fixture;
    }

    public async ValueTask InitializeAsync()
    {
        var deployment = await TestDeployment.CreateAsync();
        Templates = await TemplateServiceStub.StartAsync(deployment.EncryptionKey);
        Apns = await ApnsSimulator.StartAsync(_requiresCertificate);
        Google = await GoogleSimulator.StartAsync();
        _ownSettings = _googleSettings?.Invoke(Google) ?? _ownSettings;
        Apns.Trust(Templates.Authority.RootPem);
        await StartServiceAsync(deployment, null);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
            await service.DisposeAsync();
        await Apns.DisposeAsync();
        await Google.DisposeAsync();
        await Templates.DisposeAsync();
    }

    internal async Task<ApnsTenant> NewApnsTenantAsync()
    {
        await ResetAsync();
        return new ApnsTenant(this);
    }

    internal async Task<GoogleTenant> NewGoogleTenantAsync(Guid? organizationId = null)
    {
        await ResetAsync();
        return new GoogleTenant(this, organizationId);
    }

    /// <summary>Starts one more replica on the same database.</summary>
    internal Task AddReplicaAsync() => StartServiceAsync(Service.Deployment, Service.Postgres);

    /// <summary>Stops the service and starts it again on the same database.</summary>
    internal async Task RestartAsync()
    {
        await Service.App.StopAsync();
        await AddReplicaAsync();
    }

    /// <summary>Publishes an event, and returns once the service has consumed it.</summary>
    internal async Task PublishAsync<T>(T published, bool awaitConsumption = true)
        where T : class, IEvent
    {
        await Service.App.Services.GetRequiredService<IBus>().Publish(published, context => context.MessageId = published.EventId);
        if (!awaitConsumption)
            return;
        var sql = $"SELECT EXISTS (SELECT FROM inbox_messages WHERE message_id = '{published.EventId}')";
        await Eventually.TrueAsync(token => Service.ScalarAsync<bool>(sql, token), Deadline, "the event was consumed");
    }

    private async Task StartServiceAsync(TestDeployment deployment, string? postgres) => _services.Add(await RunningService.StartAsync(
        NotificationHost.Build, ServiceCommand.MigrateServiceAsync<NotificationsDbContext>, deployment, Settings, postgres));

    private async Task ResetAsync()
    {
        Apns.StandingAnswer = null;
        Apns.RejectsCertificates = false;
        Google.StandingAnswer = null;
        (Templates.Stalls, Templates.IsAway) = (false, false);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await Service.ScalarAsync<object>("""
                    DROP FUNCTION IF EXISTS hold CASCADE;
                    DELETE FROM apple_pushes; DELETE FROM notification_devices; DELETE FROM notification_passes;
                    DELETE FROM push_notifications;
                    DELETE FROM pass_content_versions; DELETE FROM push_registrations; DELETE FROM apple_topics;
                    DELETE FROM rejected_push_tokens;
                    DELETE FROM google_objects; DELETE FROM google_classes; DELETE FROM google_messages; DELETE FROM google_issuers;
                    DELETE FROM outbox_messages; DELETE FROM outbox_history
                    """);
                break;
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < Tries)
            {
                // A worker was writing results of the test before.
            }
        }

        Apns.Forget();
    }
}
