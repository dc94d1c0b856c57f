using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging.Transactions;
using Passinstance.ServiceDefaults.Encryption;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.Sending;

namespace Passinstance.Webhooks.Receivers;

internal static class UpdateReceiver
{
    internal static async Task<Results<Ok<ReceiverResponse>, Problem>> HandleAsync(
        string id, ReceiverRequest request, ClaimsPrincipal caller, WebhooksDbContext db, ReceiverRules rules, SecretBox box,
        RequestTransaction requestTransaction, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.FindReceiverAsync(id, caller, cancellationToken) is not { } receiver)
            return ReceiverLookup.NotFound(id);
        var errors = new List<InvalidValue>();
        if (rules.TryRead(caller.OrganizationId, request, receiver, errors) is not { } settings)
            return Problem.Invalid(errors);

        receiver.Change(settings, time);
        await using var transaction = await requestTransaction.BeginAsync(cancellationToken);
        // The version settles which of two updates goes on, so that two at once make one pair of keys.
        if (!await db.TrySaveAsync(cancellationToken))
            return ReceiverLookup.ChangedMeanwhile();
        await SwitchEd25519Async(receiver, request.Ed25519, db, box, time, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(await db.DescribeAsync(receiver, time, cancellationToken));
    }

    private static async Task SwitchEd25519Async(Receiver receiver, bool? wanted, WebhooksDbContext db, SecretBox box, TimeProvider time, CancellationToken cancellationToken)
    {
        if (wanted is false)
        {
            await db.ReceiverSecrets
                .Where(s => s.OrganizationId == receiver.OrganizationId && s.ReceiverId == receiver.Id && s.Algorithm == SignatureAlgorithm.Ed25519)
                .ExecuteDeleteAsync(cancellationToken);
        }
        else if (wanted is true && !await db.SignsWithEd25519Async(receiver, cancellationToken))
        {
            db.ReceiverSecrets.Add(ReceiverSecret.CreatePair(receiver.OrganizationId, receiver.Id, box, time));
            await db.SaveChangesAsync(cancellationToken);
        }
    }
}
