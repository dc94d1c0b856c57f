namespace Passinstance.Contracts.V1;

/// <summary>An event that webhooks can subscribe to.</summary>
/// <param name="Name">Its name in the API, for example <c>pass.created</c>.</param>
/// <param name="Contract">The message on the bus.</param>
public sealed record PublicEvent(string Name, Type Contract);

/// <summary>
/// All events that webhooks can subscribe to. The queue bindings, the consumers of webhook-dispatch and the event types of the API are made
/// from this list.
/// </summary>
public static class PublicEvents
{
    /// <summary>The events, in the order in which the API lists them.</summary>
    public static IReadOnlyList<PublicEvent> All { get; } =
    [
        new("pass.created", typeof(PassCreated)),
        new("pass.updated", typeof(PassUpdated)),
        new("pass.voided", typeof(PassVoided)),
        new("pass.deleted", typeof(PassDeleted)),
        new("pass.installed", typeof(PassInstalled)),
        new("pass.uninstalled", typeof(PassUninstalled)),
        new("certificate.rejected", typeof(CertificateRejected)),
        new("template.created", typeof(TemplateCreated)),
        new("template.updated", typeof(TemplateUpdated)),
        new("template.deleted", typeof(TemplateDeleted)),
        new("certificate.expiring", typeof(CertificateExpiring)),
        new("batch.completed", typeof(BatchCompleted)),
        new("notification.completed", typeof(PushNotificationCompleted)),
        new("webhook.disabled", typeof(WebhookEndpointDisabled)),
    ];
}
