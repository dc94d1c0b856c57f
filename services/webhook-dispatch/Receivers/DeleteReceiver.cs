using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging.Transactions;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.Receivers;

/// <summary>
/// Hides the receiver at once and erases its secrets; the clean-up removes its deliveries in batches, because a receiver may have millions.
/// </summary>
internal static class DeleteReceiver
{
    internal static async Task<Results<NoContent, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, WebhooksDbContext db, RequestTransaction requestTransaction, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.FindReceiverAsync(id, caller, cancellationToken) is not { } receiver)
            return ReceiverLookup.NotFound(id);

        await using var transaction = await requestTransaction.BeginAsync(cancellationToken);
        receiver.Delete(time);
        if (!await db.TrySaveAsync(cancellationToken))
            return ReceiverLookup.ChangedMeanwhile();
        await db.ReceiverSecrets.Where(s => s.OrganizationId == receiver.OrganizationId && s.ReceiverId == receiver.Id).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
