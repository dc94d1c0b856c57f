using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Deliveries;

/// <summary>What <see cref="RecoverWebhook"/> and <see cref="ReplayMissingWebhookEvents"/> have in common.</summary>
internal sealed class RetryDeliveriesHandler(
    WebhooksDbContext db, UnitOfWork unitOfWork, DeliverySignal signal, TimeProvider time)
{
    internal async Task<Results<Accepted<SendAgainResult>, Ok<SendAgainResult>, Problem>> HandleAsync(
        string id, SendAgainRequest request, ClaimsPrincipal caller, Func<DeliverySpan, CancellationToken, Task<long>> count,
        Func<DeliverySpan, CancellationToken, Task<int>> schedule, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (DeliveryLookup.CheckSpan(request.Since, request.Until, now) is { } problem)
            return problem;
        if (await db.FindWebhookAsync(id, caller, cancellationToken) is not { } endpoint)
            return WebhookEndpointLookup.NotFound(id);
        if (!request.DryRun && endpoint.DisabledAt is not null)
            return DeliveryLookup.Disabled(id);

        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        var span = new DeliverySpan(endpoint, request.Since!.Value, request.Until ?? now.AddDays(1), request.IncludePending);
        var matching = await count(span, cancellationToken);
        if (request.DryRun)
            return TypedResults.Ok(new SendAgainResult(matching, 0));

        var scheduled = await schedule(span, cancellationToken);
        await db.EndPauseAsync(endpoint, cancellationToken);
        await db.SaveAuditEntryAsync(
            endpoint.OrganizationId, id, time, new Dictionary<string, long> { ["deliveries"] = scheduled }, cancellationToken);
        unitOfWork.OnCommitted(signal.Set);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Accepted($"/api/v1/webhooks/{id}/deliveries", new SendAgainResult(matching, scheduled));
    }
}
