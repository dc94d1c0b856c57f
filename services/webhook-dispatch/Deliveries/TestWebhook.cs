using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Events;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Deliveries;

/// <summary>A test event.</summary>
public sealed record SendTestEventRequest
{
    /// <summary>The event type to send. Default: the first that the webhook subscribes to.</summary>
    public string? Type { get; init; }
}

/// <summary>Sends an example event to one webhook, the way a real event is sent.</summary>
internal static class TestWebhook
{
    internal static async Task<Results<Accepted<DeliveryResponse>, Problem>> HandleAsync(
        string id, SendTestEventRequest? request, ClaimsPrincipal caller, WebhooksDbContext db, WebhookEndpointRules rules,
        UnitOfWork unitOfWork,
        TimeProvider time, DeliverySignal signal, CancellationToken cancellationToken)
    {
        if (await db.FindWebhookAsync(id, caller, cancellationToken) is not { } endpoint)
            return WebhookEndpointLookup.NotFound(id);
        var name = request?.Type ?? EventPattern.NamesOf(endpoint.EventTypes).FirstOrDefault() ?? "";
        if (PublicEventTypes.Find(name) is not { } type)
        {
            return Problem.Invalid(
                "/type", "unknown_event", $"There is no event '{name}'. Events are: {string.Join(", ", PublicEventTypes.Names)}.");
        }

        if (rules.CheckUrl(endpoint.Url) is { } reason)
            return Problem.Invalid("/url", "invalid_url", $"The webhook's address is no longer allowed. {reason}");
        if (endpoint.DisabledAt is not null)
            return DeliveryLookup.Disabled(id);

        var example = RecordedEvent.CreateTest(endpoint.OrganizationId, type, time);
        var delivery = Delivery.Create(example, endpoint.Id, DeliveryTrigger.Test);
        db.Events.Add(example);
        db.Deliveries.Add(delivery);
        unitOfWork.OnCommitted(signal.Set);
        await db.SaveChangesAsync(cancellationToken);
        var response = DeliveryResponse.From(delivery);
        return TypedResults.Accepted($"/api/v1/webhooks/{response.WebhookId}/deliveries/{response.EventId}", response);
    }
}
