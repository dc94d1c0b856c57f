using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging.Inbox;
using Passinstance.Messaging.Transactions;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.Sending;

namespace Passinstance.Webhooks.Receivers;

/// <summary>Enables and disables a receiver. Doing it twice is doing it once.</summary>
internal static class SwitchReceiver
{
    internal static async Task<Results<Ok<ReceiverResponse>, Problem>> DisableAsync(
        string id, ClaimsPrincipal caller, WebhooksDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.FindReceiverAsync(id, caller, cancellationToken) is not { } receiver)
            return ReceiverLookup.NotFound(id);
        receiver.Disable(DisabledReason.ByOwner, time);
        return await db.TrySaveAsync(cancellationToken) ? TypedResults.Ok(await db.DescribeAsync(receiver, time, cancellationToken)) : ReceiverLookup.ChangedMeanwhile();
    }

    internal static async Task<Results<Ok<ReceiverResponse>, Problem>> EnableAsync(
        string id, ClaimsPrincipal caller, WebhooksDbContext db, RequestTransaction requestTransaction, AfterCommit afterCommit, TimeProvider time, DeliverySignal signal,
        CancellationToken cancellationToken)
    {
        if (await db.FindReceiverAsync(id, caller, cancellationToken) is not { } receiver)
            return ReceiverLookup.NotFound(id);

        await using var transaction = await requestTransaction.BeginAsync(cancellationToken);
        receiver.Enable(time);
        if (!await db.TrySaveAsync(cancellationToken))
            return ReceiverLookup.ChangedMeanwhile();
        // A fresh start: the failures that closed it must not close it again at the first new one.
        await db.ReceiverStates.Where(s => s.OrganizationId == receiver.OrganizationId && s.ReceiverId == receiver.Id)
            .ExecuteUpdateAsync(s => s
                .SetProperty(state => state.FailingSince, (DateTimeOffset?)null)
                .SetProperty(state => state.BreakerTrips, 0)
                .SetProperty(state => state.BreakerOpenUntil, (DateTimeOffset?)null)
                .SetProperty(state => state.SlowUntil, (DateTimeOffset?)null), cancellationToken);
        afterCommit.Do(signal.Set);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(await db.DescribeAsync(receiver, time, cancellationToken));
    }
}
