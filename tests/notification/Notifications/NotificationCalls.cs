using System.Net;
using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Contracts.V1;
using Passinstance.Notifications.Tests.Apns;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Notifications.Tests.Notifications;

/// <summary>Push notifications as a user sends them, and what the service that keeps passes says about them.</summary>
internal static class NotificationCalls
{
    internal const string Path = "/api/v1/push-notifications";

    extension(PushSystem system)
    {
        internal HttpClient Api => system.Service.ClientOf(system.OrganizationId);

        internal Task<JsonElement> SendAsync(object? more = null) => system.Api.CallAsync(HttpMethod.Post, Path, more ?? Body(), HttpStatusCode.Accepted);

        internal Task<JsonElement> ReadAsync(JsonElement notification) => system.Api.CallAsync(HttpMethod.Get, $"{Path}/{notification.Text("id")}");

        internal Task<JsonElement> CancelAsync(JsonElement notification, HttpStatusCode expected = HttpStatusCode.OK) =>
            system.Api.CallAsync(HttpMethod.Post, $"{Path}/{notification.Text("id")}/cancel", null, expected);

        /// <summary>A pass has the notification's message.</summary>
        internal Task TellAsync(JsonElement notification, Guid pass, int version = 2)
        {
            var changed = new WalletContentChanged
            {
                EventId = Guid.CreateVersion7(), OrganizationId = system.OrganizationId, PassId = pass, Version = version, OccurredAt = DateTimeOffset.UtcNow, PassTypeIdentifier = system.PassType,
                NotificationId = IdOf(notification), Message = new HolderMessage { Header = "News", Body = "Hello" },
            };
            return system.HearAsync(changed);
        }

        internal Task TargetAsync(JsonElement notification, int total, int? targeted, int? notFound = null, string? reason = null) => system.HearAsync(new PushNotificationTargeted
        {
            EventId = Guid.CreateVersion7(), OrganizationId = system.OrganizationId, NotificationId = IdOf(notification), OccurredAt = DateTimeOffset.UtcNow,
            Total = total, Targeted = targeted, NotFound = notFound, Reason = reason,
        });

        /// <summary>Returns once the service has heard it.</summary>
        internal async Task HearAsync<T>(T said)
            where T : class, IEvent
        {
            await system.Service.App.Services.GetRequiredService<IBus>().Publish(said, context => context.MessageId = said.EventId);
            await Eventually.TrueAsync(
                async token => await system.Service.ScalarAsync<long>($"SELECT count(*) FROM inbox_messages WHERE message_id = '{said.EventId}'", token) == 1, PushSystem.Deadline, "it was heard");
        }

        internal async Task<JsonElement> EndedAsync(JsonElement notification) => JsonElement.Parse(await Eventually.ValueAsync(async _ =>
        {
            var read = await system.ReadAsync(notification);
            return read.TryGetProperty("completedAt", out var _) ? read.GetRawText() : null;
        }, PushSystem.Deadline, "the notification ends"));
    }

    internal static object Body(object? target = null, object? filter = null, string? sendAt = null) => new
    {
        target = target ?? new { all = true }, filter = filter ?? new { }, title = "News", message = "Hello {memberName}", sendAt,
    };

    internal static int Count(this JsonElement notification, string name) => notification.GetProperty("counts").GetProperty(name).GetInt32();

    private static Guid IdOf(JsonElement notification) => TypeId.TryParse(IdPrefixes.Notification, notification.Text("id"), out var id) ? id : throw new InvalidOperationException("No notification's id.");
}
