using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Messaging.Inbox;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Deliveries;
using Passinstance.Webhooks.Dispatching;
using Passinstance.Webhooks.Events;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>A test.</summary>
public sealed record SendTestEventRequest
{
    /// <summary>Which event to send an example of; absent: the first the webhook wants.</summary>
    public string? Type { get; init; }
}

/// <summary>Sends an example through everything a real event goes through, to this receiver only.</summary>
internal static class TestWebhook
{
    internal static async Task<Results<Accepted<DeliveryResponse>, Problem>> HandleAsync(
        string id, SendTestEventRequest? request, ClaimsPrincipal caller, WebhooksDbContext db, WebhookEndpointRules rules, AfterCommit afterCommit, TimeProvider time,
        DeliverySignal signal, CancellationToken cancellationToken)
    {
        if (await db.FindWebhookAsync(id, caller, cancellationToken) is not { } endpoint)
            return WebhookEndpointLookup.NotFound(id);
        var type = request?.Type is { } name
            ? PublicEventTypes.Find(name)
            : PublicEventTypes.All.FirstOrDefault(known => EventPattern.AnyMatches(endpoint.EventTypes, known.Name));
        if (type is null)
            return Problem.Invalid("/type", "unknown_event", $"There is no event '{request?.Type}'. Events are: {string.Join(", ", PublicEventTypes.Names)}.");
        if (rules.RefusesUrl(endpoint.Url) is { } reason)
            return Problem.Invalid("/url", "invalid_url", $"The webhook's address is no longer allowed. {reason}");
        if (endpoint.DisabledAt is not null)
            return DeliveryLookup.Disabled(id);

        var example = RecordedEvent.Test(endpoint.OrganizationId, type, time);
        var delivery = Delivery.Of(example, endpoint.Id, DeliveryTrigger.Test);
        db.Events.Add(example);
        db.Deliveries.Add(delivery);
        afterCommit.Do(signal.Set);
        await db.SaveChangesAsync(cancellationToken);
        var response = DeliveryResponse.From(delivery);
        return TypedResults.Accepted($"/api/v1/webhooks/{response.WebhookId}/deliveries/{response.EventId}", response);
    }
}
