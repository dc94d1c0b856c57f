using System.Diagnostics;

namespace Passinstance.Webhooks.Dispatching;

/// <summary>
/// Adds an attempt to the trace of the request that caused the event. Ids only: addresses and headers may contain secrets.
/// </summary>
internal static class DeliveryTraces
{
    private static readonly ActivitySource Source = new("Passinstance.Webhooks");

    internal static Activity? Start(ClaimedDelivery delivery)
    {
        _ = ActivityContext.TryParse(delivery.TraceParent, null, isRemote: true, out var parent);
        var activity = Source.StartActivity("webhook delivery", ActivityKind.Producer, parent);
        activity?.SetTag("passinstance.event.id", delivery.PublicEventId);
        activity?.SetTag("passinstance.webhook.id", delivery.PublicWebhookId);
        return activity;
    }

    internal static void End(Activity? activity, AttemptOutcome outcome)
    {
        activity?.SetTag("http.response.status_code", outcome.StatusCode);
        if (outcome.Error is { } error)
            activity?.SetStatus(ActivityStatusCode.Error, error);
    }
}
