using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.Receivers;

internal static class GetReceiver
{
    internal static async Task<Results<Ok<ReceiverResponse>, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, WebhooksDbContext db, TimeProvider time, CancellationToken cancellationToken) =>
        await db.FindReceiverAsync(id, caller, cancellationToken) is { } receiver
            ? TypedResults.Ok(await db.DescribeAsync(receiver, time, cancellationToken))
            : ReceiverLookup.NotFound(id);
}
