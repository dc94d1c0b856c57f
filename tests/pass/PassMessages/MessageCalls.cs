using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Contracts.V1;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.Passes.Tests.PassMessages;

/// <summary>The events of the notification service, for tests of passes.</summary>
internal static class MessageCalls
{
    internal static readonly TimeSpan Soon = TimeSpan.FromMinutes(5);

    extension(RunningService passes)
    {
        internal async Task<Guid> RequestAsync(
            Guid organizationId, PushNotificationTarget target, string body, Dictionary<string, string>? translations = null,
            Guid? id = null, string? language = null)
        {
            var requested = new PushNotificationRequested
            {
                EventId = Guid.CreateVersion7(),
                OrganizationId = organizationId,
                NotificationId = id ?? Guid.CreateVersion7(),
                OccurredAt = DateTimeOffset.UtcNow,
                Target = target,
                Message = new HolderMessage
                {
                    Header = "News",
                    Body = body,
                    Language = language,
                    Translations = translations?.ToDictionary(
                    text => text.Key, text => new HolderMessage { Header = "Nouvelles", Body = text.Value }),
                },
            };
            await passes.App.Services.GetRequiredService<IBus>().Publish(requested, context => context.MessageId = requested.EventId);
            return requested.NotificationId;
        }

        internal Task CancelAsync(Guid organizationId, Guid notification)
        {
            var cancelled = new PushNotificationCancelled
            {
                EventId = Guid.CreateVersion7(),
                OrganizationId = organizationId,
                NotificationId = notification,
                OccurredAt = DateTimeOffset.UtcNow
            };
            return passes.App.Services.GetRequiredService<IBus>().Publish(cancelled, context => context.MessageId = cancelled.EventId);
        }

        /// <summary>The event that is published once all passes have the message.</summary>
        internal Task<PushNotificationTargeted> TargetedAsync(Guid notification) => Eventually.ValueAsync(async _ =>
            (await passes.PublishedAsync<PushNotificationTargeted>())
                .FirstOrDefault(targeted => targeted.NotificationId == notification && targeted.Targeted is not null), Soon,
                "the notification came to its passes");

        internal async Task<IReadOnlyList<T>> PublishedAsync<T>()
        {
            await using var command = passes.Database.CreateCommand(
                "SELECT body FROM (SELECT id, type, body FROM outbox_messages UNION SELECT id, type, body " +
                "FROM outbox_history) m WHERE type = $1 ORDER BY id");
            command.Parameters.Add(new() { Value = $"V1.{typeof(T).Name}" });
            var published = new List<T>();
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                published.Add(JsonSerializer.Deserialize<T>(reader.GetString(0), JsonSerializerOptions.Web)!);
            return published;
        }

        /// <summary>The value of the pass's message field, as on a device with these <paramref name="languages"/>.</summary>
        internal async Task<string> MessageOnAsync(JsonElement pass, string? languages = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(pass.Text("downloadUrl")).AbsolutePath);
            if (languages is not null)
                request.Headers.Add("Accept-Language", languages);
            using var response = await passes.AnonymousClient().SendAsync(request);
            var json = PkpassReader.Read(await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync()).PassJson;
            var field = json.GetProperty("storeCard").GetProperty("backFields").EnumerateArray()
                .Single(field => field.Text("key") == "message");
            Assert.Equal("%@", field.Text("changeMessage"));
            return field.Text("value");
        }
    }

    internal static Guid IdOf(this JsonElement thing, string prefix) =>
        TypeId.TryParse(prefix, thing.Text("id"), out var id) ? id : throw new InvalidOperationException("No id.");

    internal static Guid PassId(this JsonElement pass) => pass.IdOf(IdPrefixes.Pass);

    internal static Guid TemplateGuid(this Issuer issuer) =>
        TypeId.TryParse(IdPrefixes.Template, issuer.TemplateId, out var id) ? id : throw new InvalidOperationException("No id.");
}
