using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Webhooks.Deliveries;

/// <summary>Sends events that the webhook subscribes to today and has no delivery of: it was disabled, or subscribed to others.</summary>
internal static class ReplayMissingWebhookEvents
{
    internal static async Task<Results<Accepted<SendAgainResult>, Ok<SendAgainResult>, Problem>> HandleAsync(
        string id, SendAgainRequest request, ClaimsPrincipal caller, RetryDeliveriesHandler handler, DeliveryStore store,
        CancellationToken cancellationToken) => request.IncludePending
        ? Problem.Invalid("/includePending", "invalid_value",
            "Here it must be false or left out: this operation sends events that have no delivery. To send waiting deliveries now, use "
            + $"POST /webhooks/{id}/recover.")
        : await handler.HandleAsync(id, request, caller, store.CountMissingAsync, store.ReplayMissingAsync, cancellationToken);
}
