using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.Receivers;

internal static class UpdateReceiver
{
    internal static async Task<Results<Ok<ReceiverResponse>, Problem>> HandleAsync(
        string id, ReceiverRequest request, ClaimsPrincipal caller, WebhooksDbContext db, ReceiverRules rules, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.FindReceiverAsync(id, caller, cancellationToken) is not { } receiver)
            return ReceiverLookup.NotFound(id);
        var errors = new List<InvalidValue>();
        if (rules.TryRead(caller.OrganizationId, request, receiver, errors) is not { } settings)
            return Problem.Invalid(errors);

        receiver.Change(settings, time);
        return await db.TrySaveAsync(cancellationToken) ? TypedResults.Ok(ReceiverResponse.From(receiver)) : ReceiverLookup.ChangedMeanwhile();
    }
}
