using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using Passinstance.Contracts.V1;

namespace Passinstance.Webhooks.Events;

/// <summary>An event customers may subscribe to.</summary>
/// <param name="Name">For example <c>pass.created</c>.</param>
/// <param name="Description">When it happens.</param>
/// <param name="Message">The event on the bus.</param>
/// <param name="Resource">Name of the file in Catalogue/ that describes <c>data</c>.</param>
internal sealed record PublicEventType(string Name, string Description, Type Message, string Resource)
{
    internal JsonElement DataSchema => PublicEventTypes.Describe(Resource).GetProperty("schema");

    internal JsonElement DataExample => PublicEventTypes.Describe(Resource).GetProperty("example");
}

/// <summary>
/// The events customers may subscribe to, by the names they know. A new event of the contracts becomes
/// public by a line here, before anybody says it; the queue is bound to everything listed.
/// </summary>
internal static class PublicEventTypes
{
    private static readonly FrozenDictionary<string, JsonElement> Resources =
        new[] { "template", "pass", "batch", "webhook", "certificate", "certificate-failure", "notification" }.ToFrozenDictionary(name => name, Read);

    internal static IReadOnlyList<PublicEventType> All { get; } =
    [
        new("pass.created", "A pass was issued.", typeof(PassCreated), "pass"),
        new("pass.updated", "A pass was given new content.", typeof(PassUpdated), "pass"),
        new("pass.voided", "A pass was withdrawn by its issuer; it stays on devices, shown as void.", typeof(PassVoided), "pass"),
        new("pass.deleted", "A pass was deleted; devices that hold it are given a last, void version.", typeof(PassDeleted), "pass"),
        new("pass.installed", "A pass is on a first device; installs says on how many.", typeof(PassInstalled), "pass"),
        new("pass.uninstalled", "A pass is no longer on any device.", typeof(PassUninstalled), "pass"),
        new("certificate.rejected", "Devices are no longer told of changes: Apple refuses the pass type's certificate, or it has expired.", typeof(CertificateRejected), "certificate-failure"),
        new("template.created", "A template was created.", typeof(TemplateCreated), "template"),
        new("template.updated", "A version of a template was published: passes are issued from it, and those that exist are changed to it.", typeof(TemplateUpdated), "template"),
        new("template.deleted", "A template was deleted: no pass is issued from it any more; those that exist live on.", typeof(TemplateDeleted), "template"),
        new("certificate.expiring", "A Pass Type ID certificate expires in 30, 14, 7 or 1 days, or is about to.", typeof(CertificateExpiring), "certificate"),
        new("batch.completed", "A batch ended: its items came to something, or it was cancelled; status and counts say what.", typeof(BatchCompleted), "batch"),
        new("notification.completed", "A push notification has come to everyone it was for, or was cancelled; counts say how it went.", typeof(PushNotificationCompleted), "notification"),
        new("webhook.disabled", "Events are no longer sent to a webhook; disabledReason says why.", typeof(WebhookEndpointDisabled), "webhook"),
    ];

    private static readonly FrozenDictionary<Type, string> ByMessage = All.ToFrozenDictionary(type => type.Message, type => type.Name);
    private static readonly FrozenDictionary<string, PublicEventType> ByName = All.ToFrozenDictionary(type => type.Name);

    internal static IReadOnlyList<string> Names { get; } = [.. All.Select(type => type.Name)];

    internal static string NameOf(Type message) => ByMessage[message];

    internal static PublicEventType? Find(string name) => ByName.GetValueOrDefault(name);

    internal static JsonElement Describe(string resource) => Resources[resource];

    private static JsonElement Read(string name)
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Catalogue.{name}.json")
            ?? throw new InvalidOperationException($"Catalogue/{name}.json is not embedded in the program.");
        return JsonSerializer.Deserialize<JsonElement>(file);
    }
}
