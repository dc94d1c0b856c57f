using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Webhooks.Deliveries;

/// <summary>After an outage: sends again what failed.</summary>
internal static class RecoverWebhook
{
    internal static Task<Results<Accepted<SendAgainResult>, Ok<SendAgainResult>, Problem>> HandleAsync(
        string id, SendAgainRequest request, ClaimsPrincipal caller, RetryDeliveriesHandler handler, DeliveryStore store,
        CancellationToken cancellationToken) =>
        handler.HandleAsync(id, request, caller, store.CountFailedAsync, store.RecoverFailedAsync, cancellationToken);
}
