using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Webhooks.Deliveries;

/// <summary>Sends events that the webhook subscribes to today and has no delivery of: it was disabled, or subscribed to others.</summary>
internal static class ReplayMissingWebhookEvents
{
    internal static Task<Results<Accepted<SendAgainResult>, Ok<SendAgainResult>, Problem>> HandleAsync(
        string id, SendAgainRequest request, ClaimsPrincipal caller, RetryDeliveriesHandler handler, DeliveryStore store,
        CancellationToken cancellationToken) =>
        handler.HandleAsync(id, request, caller, store.CountMissingAsync, store.ReplayMissingAsync, cancellationToken);
}
