using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Simulators.Apns;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Notifications.Tests.Fixtures;

/// <summary>A new organization with a pass type of its own, its devices and its push notifications.</summary>
internal sealed class ApnsTenant
{
    internal const string NotificationsPath = "/api/v1/push-notifications";
    private readonly NotificationFixture _fixture;
    private readonly int _earlierConnections;
    private readonly int _earlierRefusals;
    private long _sequence;

    internal ApnsTenant(NotificationFixture fixture)
    {
        _fixture = fixture;
        _earlierConnections = fixture.Apns.ConnectionCount;
        _earlierRefusals = fixture.Apns.RefusedHandshakes;
        Renew();
    }

    internal Guid OrganizationId { get; } = Guid.CreateVersion7();

    internal string PassType { get; } = NewPassType();

    /// <summary>A second pass type, without a certificate at first.</summary>
    internal string OtherPassType { get; } = NewPassType();

    internal ApnsSimulator Apns => _fixture.Apns;

    internal RunningService Service => _fixture.Service;

    internal HttpClient Api => Service.ClientOf(OrganizationId);

    /// <summary>This tenant's pushes, oldest first.</summary>
    internal IReadOnlyList<ApnsPush> Pushes => [.. Apns.Pushes.Where(push => push.Topic == PassType || push.Topic == OtherPassType)];

    /// <summary>Connections made since the tenant was created.</summary>
    internal int ConnectionCount => Apns.ConnectionCount - _earlierConnections;

    /// <summary>Handshakes that failed since the tenant was created.</summary>
    internal int RefusedHandshakes => Apns.RefusedHandshakes - _earlierRefusals;

    /// <summary>Gives a pass type another certificate.</summary>
    internal void Renew(DateTimeOffset? expiresAt = null, string? passType = null) =>
        _fixture.Templates.SetCertificate(passType ?? PassType, expiresAt);

    /// <summary>A device registers for a pass.</summary>
    internal async Task<string> RegisterAsync(
        Guid pass, string? pushToken = null, Guid? device = null, long? sequence = null, string? passType = null)
    {
        pushToken ??= RandomNumberGenerator.GetHexString(64, lowercase: true);
        await PublishAsync(new DeviceRegistered
        {
            EventId = Guid.CreateVersion7(),
            OrganizationId = OrganizationId,
            PassId = pass,
            PassTypeIdentifier = passType ?? PassType,
            DeviceId = device ?? Guid.NewGuid(),
            PushToken = pushToken,
            Sequence = sequence ?? Interlocked.Increment(ref _sequence),
            OccurredAt = DateTimeOffset.UtcNow,
        });
        return pushToken;
    }

    internal Task UnregisterAsync(Guid pass, Guid device, long sequence) => PublishAsync(new DeviceUnregistered
    {
        EventId = Guid.CreateVersion7(),
        OrganizationId = OrganizationId,
        PassId = pass,
        PassTypeIdentifier = PassType,
        DeviceId = device,
        Sequence = sequence,
        OccurredAt = DateTimeOffset.UtcNow,
    });

    /// <summary>A pass changes.</summary>
    internal Task ChangeAsync(Guid pass, int version = 2, string? passType = null) => PublishAsync(Changed(pass, version, passType));

    internal WalletContentChanged Changed(Guid pass, int version = 2, string? passType = null) => new()
    {
        EventId = Guid.CreateVersion7(),
        OrganizationId = OrganizationId,
        PassId = pass,
        Version = version,
        OccurredAt = DateTimeOffset.UtcNow,
        PassTypeIdentifier = passType ?? PassType,
        AppleUnchanged = false,
    };

    internal Task PublishAsync<T>(T published)
        where T : class, IEvent => _fixture.PublishAsync(published);

    /// <summary>Returns once so many pushes have arrived, accepted or not.</summary>
    internal async Task<IReadOnlyList<ApnsPush>> PushesAsync(int count)
    {
        await Eventually.TrueAsync(() => Pushes.Count >= count, NotificationFixture.Deadline, $"{count} pushes");
        return Pushes;
    }

    internal Task NothingWaitsAsync() => Eventually.TrueAsync(
        async token => await Service.ScalarAsync<long>("SELECT count(*) FROM apple_pushes WHERE available_at < 'infinity'", token) == 0,
        NotificationFixture.Deadline, "no push waits");

    internal Task PushIsInProgressAsync() => Eventually.TrueAsync(
        async token => await Service.ScalarAsync<long>("SELECT count(*) FROM apple_pushes WHERE claim_id IS NOT NULL", token) == 1,
        NotificationFixture.Deadline, "the push is in progress");

    /// <summary>Events of a type that the service has published.</summary>
    internal async Task<IReadOnlyList<JsonElement>> PublishedAsync(string type)
    {
        await using var command = Service.Database.CreateCommand("""
            SELECT body FROM (SELECT id, type, body FROM outbox_messages UNION SELECT id, type, body FROM outbox_history) m
            WHERE type = @type ORDER BY id
            """);
        command.Parameters.AddWithValue("type", $"V1.{type}");
        var published = new List<JsonElement>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            published.Add(JsonElement.Parse(reader.GetString(0)));
        return published;
    }

    /// <summary>Sends a push notification.</summary>
    internal Task<JsonElement> SendAsync(object? body = null) =>
        Api.CallAsync(HttpMethod.Post, NotificationsPath, body ?? Body(), HttpStatusCode.Accepted);

    internal Task<JsonElement> ReadAsync(JsonElement notification) =>
        Api.CallAsync(HttpMethod.Get, $"{NotificationsPath}/{notification.Text("id")}");

    internal Task<JsonElement> CancelAsync(JsonElement notification, HttpStatusCode expected = HttpStatusCode.OK) =>
        Api.CallAsync(HttpMethod.Post, $"{NotificationsPath}/{notification.Text("id")}/cancel", null, expected);

    /// <summary>A pass gets the notification's message.</summary>
    internal Task AddMessageAsync(JsonElement notification, Guid pass, int version = 2) => PublishAsync(Changed(pass, version) with
    {
        NotificationId = IdOf(notification),
        Message = new HolderMessage { Header = "News", Body = "Hello" },
    });

    /// <summary>The notification gets the number of its passes.</summary>
    internal Task TargetAsync(JsonElement notification, int total, int? targeted, int? notFound = null, string? reason = null) =>
        PublishAsync(new PushNotificationTargeted
        {
            EventId = Guid.CreateVersion7(),
            OrganizationId = OrganizationId,
            NotificationId = IdOf(notification),
            OccurredAt = DateTimeOffset.UtcNow,
            Total = total,
            Targeted = targeted,
            NotFound = notFound,
            Reason = reason,
        });

    internal async Task<JsonElement> EndedAsync(JsonElement notification) => JsonElement.Parse(await Eventually.ValueAsync(async _ =>
    {
        var read = await ReadAsync(notification);
        return read.TryGetProperty("completedAt", out var _) ? read.GetRawText() : null;
    }, NotificationFixture.Deadline, "the notification ends"));

    internal static object Body(object? target = null, object? filter = null, string? sendAt = null) => new
    {
        target = target ?? new { all = true },
        filter = filter ?? new { },
        title = "News",
        message = "Hello {memberName}",
        sendAt,
    };

    private static string NewPassType() => $"pass.test.p{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    private static Guid IdOf(JsonElement notification) => TypeId.TryParse(IdPrefixes.Notification, notification.Text("id"), out var id)
        ? id
        : throw new InvalidOperationException("This is not the id of a notification.");
}

internal static class NotificationCounts
{
    internal static int Count(this JsonElement notification, string name) =>
        notification.GetProperty("counts").GetProperty(name).GetInt32();
}
