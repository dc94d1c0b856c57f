using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Bus;
using Passinstance.Notifications.Persistence;
using Passinstance.Notifications.Tests.Notifications;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Simulators.Apns;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Wallet.Model;

namespace Passinstance.Notifications.Tests.Apns;

/// <summary>The real service with a simulated push service, and a stand-in for the template service.</summary>
internal sealed class PushSystem : IAsyncDisposable
{
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, (string Certificate, string PrivateKey)> _certificates = new();
    private readonly WebApplication _templates;
    private long _sequence;
    private int _stalled;

    private PushSystem(WebApplication templates, ApnsSimulator apns) => (_templates, Apns) = (templates, apns);

    internal ApnsSimulator Apns { get; }

    internal PassTypeAuthority Authority { get; } = new();

    internal RunningService Service { get; private set; } = null!;

    internal Guid OrganizationId { get; } = Guid.CreateVersion7();

    /// <summary>Whether the template service leaves requests without a response.</summary>
    internal bool Stalls { get; set; }

    /// <summary>Whether the template service is away: it responds 503.</summary>
    internal bool IsAway { get; set; }

    /// <summary>How many it has left without a response.</summary>
    internal int Stalled => _stalled;

    /// <summary>A pass type of this system's own.</summary>
    internal string PassType { get; } = $"pass.test.p{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    /// <summary>What a service needs to use this system's push service and certificates.</summary>
    internal Dictionary<string, string?> Settings => new()
    {
        ["Services:Template"] = _templates.Urls.Single(),
        ["Apns:Url"] = Apns.Url.ToString(),
        ["Apns:TrustedRoot"] = Apns.RootCertificate,
        ["Apns:StoppedInterval"] = "00:00:00.250",
    };

    private IBus Bus => Service.App.Services.GetRequiredService<IBus>();

    internal static async Task<PushSystem> StartAsync(bool asksForCertificate = true, Dictionary<string, string?>? settings = null, Func<PushSystem, Task>? before = null)
    {
        var deployment = await TestDeployment.CreateAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var system = new PushSystem(builder.Build(), await ApnsSimulator.StartAsync(asksForCertificate));
        var box = new SecretBox(new EncryptionOptions { CurrentKey = "k1", Keys = new() { ["k1"] = deployment.EncryptionKey } });
        system._templates.Run(context => system.AnswerAsync(context, box));
        await system._templates.StartAsync();
        system.Apns.Trust(system.Authority.RootPem);
        system.Renew();
        if (before is not null)
            await before(system);
        await system.StartServiceAsync(deployment, settings, null);
        return system;
    }

    /// <summary>The service stops and starts again on the same database.</summary>
    internal async Task RestartAsync()
    {
        var (deployment, postgres) = (Service.Deployment, Service.Postgres);
        await Service.DisposeAsync();
        await StartServiceAsync(deployment, null, postgres);
    }

    /// <summary>The pass type gets another certificate.</summary>
    internal void Renew(DateTimeOffset? expiresAt = null, string? passType = null) =>
        _certificates[passType ?? PassType] = Authority.Issue(passType ?? PassType, expiresAt);

    internal async Task<string> RegisterAsync(Guid pass, string? pushToken = null, Guid? device = null, long? sequence = null, string? passType = null)
    {
        pushToken ??= RandomNumberGenerator.GetHexString(64, lowercase: true);
        var registered = new DeviceRegistered
        {
            EventId = Guid.CreateVersion7(), OrganizationId = OrganizationId, PassId = pass, PassTypeIdentifier = passType ?? PassType,
            DeviceId = device ?? Guid.NewGuid(), PushToken = pushToken, Sequence = sequence ?? Interlocked.Increment(ref _sequence), OccurredAt = DateTimeOffset.UtcNow,
        };
        await SayAsync(registered, registered.EventId);
        return pushToken;
    }

    internal Task UnregisterAsync(Guid pass, Guid device, long sequence)
    {
        var ended = new DeviceUnregistered
        {
            EventId = Guid.CreateVersion7(), OrganizationId = OrganizationId, PassId = pass, PassTypeIdentifier = PassType,
            DeviceId = device, Sequence = sequence, OccurredAt = DateTimeOffset.UtcNow,
        };
        return SayAsync(ended, ended.EventId);
    }

    internal Task ChangeAsync(Guid pass, int version = 2, string? passType = null)
    {
        var changed = new WalletContentChanged
        {
            EventId = Guid.CreateVersion7(), OrganizationId = OrganizationId, PassId = pass, Version = version, OccurredAt = DateTimeOffset.UtcNow, PassTypeIdentifier = passType ?? PassType,
        };
        return SayAsync(changed, changed.EventId);
    }

    /// <summary>Returns once so many pushes have come, taken or not, and no more are waiting.</summary>
    internal async Task<IReadOnlyList<ApnsPush>> PushesAsync(int count)
    {
        await Eventually.TrueAsync(() => Apns.Pushes.Count >= count, Deadline, $"{count} pushes");
        return Apns.Pushes;
    }

    internal Task NothingWaitsAsync() => Eventually.TrueAsync(
        async token => await Service.ScalarAsync<long>("SELECT count(*) FROM apple_pushes WHERE available_at < 'infinity'", token) == 0, Deadline, "nothing waits");

    /// <summary>Events of a type that the service has said.</summary>
    internal async Task<IReadOnlyList<JsonElement>> SaidAsync(string type)
    {
        await using var command = Service.Database.CreateCommand(
            "SELECT body FROM (SELECT id, type, body FROM outbox_messages UNION SELECT id, type, body FROM outbox_history) m WHERE type = $1 ORDER BY id");
        command.Parameters.Add(new() { Value = $"V1.{type}" });
        var said = new List<JsonElement>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            said.Add(JsonElement.Parse(reader.GetString(0)));
        return said;
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await _templates.DisposeAsync();
        await Apns.DisposeAsync();
        Authority.Dispose();
    }

    private async Task StartServiceAsync(TestDeployment deployment, Dictionary<string, string?>? settings, string? postgres) =>
        Service = await RunningService.StartAsync(
            NotificationHost.Build, (app, args) => app.RunCommandAsync<NotificationsDbContext>(args), deployment,
            new Dictionary<string, string?>((settings ?? []).Concat(Settings)), postgres);

    private async Task SayAsync<T>(T message, Guid id)
        where T : class
    {
        await Bus.Publish(message, context => context.MessageId = id);
        await Eventually.TrueAsync(async token => await Service.ScalarAsync<bool>($"SELECT EXISTS (SELECT FROM inbox_messages WHERE message_id = '{id}')", token), Deadline, "it was heard");
    }

    private Task AnswerAsync(HttpContext context, SecretBox box)
    {
        if (context.Request.Headers.Authorization.ToString().Split(' ') is not ["ServiceCall", var organization, var credential] ||
            !TypeId.TryParse(IdPrefixes.Organization, organization, out var organizationId) ||
            !Encoding.UTF8.GetString(box.Open("service-call", organizationId, Base64Url.DecodeFromChars(credential))).EndsWith($" {context.Request.GetEncodedPathAndQuery()}", StringComparison.Ordinal))
        {
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        }

        if (IsAway)
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        }

        // No response, as of a service that is overloaded.
        if (Stalls)
        {
            Interlocked.Increment(ref _stalled);
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        }

        if (context.Request.Path != "/internal/wallet-identities/apple"
            || !_certificates.TryGetValue(context.Request.Query["passTypeIdentifier"].ToString(), out var certificate))
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        }

        var sealedSecret = box.Seal("wallet-identity", organizationId, Encoding.UTF8.GetBytes(certificate.PrivateKey));
        return context.Response.WriteAsJsonAsync(new
        {
            id = Guid.CreateVersion7(), version = 1, teamIdentifier = "TEAM123456", certificate.Certificate, intermediates = Authority.RootPem, sealedSecret,
        });
    }
}
